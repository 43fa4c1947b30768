using FluentValidation;
using FluentValidation.Results;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Browser;

/// <summary>
/// Refuses every command that a page sends whose request has the header, for each of its fields; and fails at every
/// query of a page whose address says so.
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
        IsRefused ? throw Wrong(command) : sender.Send(command, ct);

    public Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct) =>
        IsRefused ? throw Wrong(command) : sender.Send(command, ct);

    public Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct) =>
        http.HttpContext?.Request.QueryString.Value == $"?{Fails}"
            ? throw new InvalidOperationException("As it was asked to.")
            : sender.Send(query, ct);

    private static ValidationException Wrong(object command) =>
        new(command.GetType().GetProperties().Select(field => new ValidationFailure(field.Name, "Det gick inte.")));

    private bool IsRefused =>
        http.HttpContext?.Request is { } request
        && request.Headers.ContainsKey(Header)
        && !request.Path.StartsWithSegments("/api");
}
