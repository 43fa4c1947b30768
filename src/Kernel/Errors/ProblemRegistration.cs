using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Kernel;

internal static class ProblemRegistration
{
    /// <summary>Whatever goes wrong is told as problem details.</summary>
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = FaultOfOurs);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddSingleton<DatabaseFaults>();
        services.AddSingleton<IExceptionHandler>(scope => scope.GetRequiredService<DatabaseFaults>());
        services.AddExceptionHandler<RefusalToProblem>();
    }

    /// <summary>What nobody foresaw is told like the rest.</summary>
    private static void FaultOfOurs(ProblemDetailsContext problem)
    {
        if (problem.Exception is null || problem.ProblemDetails.Status != StatusCodes.Status500InternalServerError)
            return;
        problem.ProblemDetails.Type = "/problems/failed";
        problem.ProblemDetails.Title = problem.HttpContext.RequestServices.GetRequiredService<Texts>()[
            "refusal.failed"
        ];
    }
}
