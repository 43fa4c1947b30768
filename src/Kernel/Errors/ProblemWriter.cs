using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kapprum.Kernel;

/// <summary>
/// Writes problem details where the framework's writer does not, as <c>Accept</c> asks for something else: whoever asks
/// for an event stream or a table must be told too why there is none.
/// </summary>
internal sealed class ProblemWriter(IOptions<ProblemDetailsOptions> problems) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        problems.Value.CustomizeProblemDetails?.Invoke(context);
        await context.HttpContext.Response.WriteAsJsonAsync(
            context.ProblemDetails,
            context.ProblemDetails.GetType(),
            options: null,
            "application/problem+json",
            context.HttpContext.RequestAborted
        );
    }
}
