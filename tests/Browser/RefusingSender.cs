using Kapprum.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Browser;

/// <summary>
/// Refuses every command that a page sends whose request has the header, whatever it asks for; and fails at every query
/// of a page whose address says so.
/// </summary>
internal sealed class RefusingSender(ISender sender, IHttpContextAccessor http) : ISender
{
    public const string Header = "X-Refuse";
    public const string Fails = "fails";

    public static void Register(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(ISender)).ImplementationType!;
        services.AddScoped<ISender>(scope => new RefusingSender(
            (ISender)ActivatorUtilities.CreateInstance(scope, real),
            scope.GetRequiredService<IHttpContextAccessor>()
        ));
    }

    public Task Send(ICommand command, CancellationToken ct) =>
        IsRefused ? throw Refusal.Conflict("not-allowed") : sender.Send(command, ct);

    public Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct) =>
        IsRefused ? throw Refusal.Conflict("not-allowed") : sender.Send(command, ct);

    public Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct) =>
        http.HttpContext?.Request.QueryString.Value == $"?{Fails}"
            ? throw new InvalidOperationException("As it was asked to.")
            : sender.Send(query, ct);

    private bool IsRefused =>
        http.HttpContext?.Request is { } request
        && request.Headers.ContainsKey(Header)
        && !request.Path.StartsWithSegments("/api");
}
