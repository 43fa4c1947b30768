using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// The one way a handler says no. Thrown, so that the transaction rolls back and a job fails; over HTTP it becomes
/// problem details (RFC 9457) whose type ends in the code, which clients may rely on; one about a field stands with its
/// code under <c>codes</c>. A module's codes begin with its name (<c>absence/day-is-over</c>), the kernel's, which mean
/// the same everywhere, do not. Its words are the text <c>refusal.{code}</c>.
/// </summary>
public sealed partial class Refusal : Exception
{
    private Refusal(int status, string code, (string Name, object Value)[] with)
        : base(code) => (Status, Code, With) = (status, code, with);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>Stable; the problem's type after <c>/problems/</c>.</summary>
    public string Code { get; }

    /// <summary>The field it is about, in the caller's spelling, when it is about one.</summary>
    public string? Field { get; private init; }

    /// <summary>What the text speaks of; also told as members of the problem.</summary>
    public IReadOnlyList<(string Name, object Value)> With { get; }

    /// <summary>404: it is not there, or it is not yours; the answer does not tell which.</summary>
    public static Refusal NotFound(string what) => new(404, "not-found", [("what", what)]);

    /// <summary>400 on one field.</summary>
    public static Refusal Invalid(string field, string code, params (string, object)[] with) =>
        new(400, code, with) { Field = field };

    /// <summary>401: the log-in failed; says the same for every cause.</summary>
    public static Refusal Unauthorized(string code) => new(401, code, []);

    /// <summary>403: known who, but not allowed.</summary>
    public static Refusal Forbidden(string code) => new(403, code, []);

    /// <summary>
    /// 403: known who, but not surely enough; <c>wants</c> tells what is demanded. Who shows a bearer token gets 401,
    /// and in <c>WWW-Authenticate</c> what would do (RFC 9470); behind a page one is led to where it is done.
    /// </summary>
    public static Refusal StepUp(Demand demand) =>
        new(403, StepUpCode, [("wants", demand.Stored())]) { StepUpDue = new(demand) };

    /// <summary>Set when it is <see cref="StepUp"/>.</summary>
    public StepUpDue? StepUpDue { get; private init; }

    /// <summary>409: what stands already is in the way.</summary>
    public static Refusal Conflict(string code, params (string, object)[] with) => new(409, code, with);

    /// <summary>410: was there once, a spent link for instance.</summary>
    public static Refusal Gone(string code) => new(410, code, []);

    /// <summary>412: somebody else has changed it since it was read.</summary>
    /// <param name="with">Who has, and when, where that may be told.</param>
    public static Refusal Stale(params (string, object)[] with) => new(412, "stale", with);

    /// <summary>415: said in another way than it is read here.</summary>
    internal static Refusal WrongContentType() => new(415, "wrong-content-type", []);

    /// <summary>422: well formed, but it makes no sense.</summary>
    public static Refusal Unprocessable(string code, params (string, object)[] with) => new(422, code, with);

    /// <summary>429: too many tries; <paramref name="wait"/> is told in Retry-After.</summary>
    public static Refusal TooMany(string code, TimeSpan wait) =>
        new(429, code, [("seconds", (int)Math.Ceiling(wait.TotalSeconds))]);

    /// <summary>503: too much to do at the moment; <paramref name="wait"/> is told in Retry-After.</summary>
    public static Refusal Busy(string code, TimeSpan wait) =>
        new(503, code, [("seconds", (int)Math.Ceiling(wait.TotalSeconds))]);

    /// <summary>What its text says: a wait in whole minutes is the text's count.</summary>
    public (string Name, object Value)[] Words =>
        With is [("seconds", int seconds)] ? [.. With, ("count", (seconds + 59) / 60)] : [.. With];

    internal const string StepUpCode = "step-up-required";
}

internal sealed partial class RefusalToProblem(IProblemDetailsService problems, Texts texts, Demands demands)
    : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        // Behind a page it is a page that tells.
        if (!ApiRequest.Is(http))
            return ValueTask.FromResult(false);

        var problem = exception switch
        {
            Refusal no => From(no),
            ValidationException invalid => Invalid([
                .. invalid.Errors.Select(error => new FieldProblem(
                    Camel(error.PropertyName),
                    CodeOf(error),
                    error.ErrorMessage
                )),
            ]),
            BadHttpRequestException { InnerException: JsonException json }
                when Fields(json, BodyOf(http)) is { Count: > 0 } fields => Invalid(fields),
            BadHttpRequestException { InnerException: Refusal no } => From(no),
            _ when Malformed.Status(exception) is { } status => Problem(status, Malformed.Code(status)),
            OperationCanceledException when http.RequestAborted.IsCancellationRequested => Problem(
                499,
                "client-closed-request"
            ),
            _ when DatabaseFault.Of(exception) is { } fault => From(
                Refusal.Busy("busy", TimeSpan.FromSeconds(fault.Seconds))
            ),
            _ => null,
        };

        if (problem is null)
            return ValueTask.FromResult(false);

        if (
            exception is Refusal
            {
                Status: StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            } wait
        )
            http.Response.Headers.RetryAfter = wait.With[0].Value.ToString();

        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        else if (
            exception is Refusal { StepUpDue.Demand: var demand }
            && http.Request.Headers.Authorization is [{ } shown]
            && shown.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        )
        {
            problem.Status = StatusCodes.Status401Unauthorized;
            var isToken = http.Features.Get<CurrentUser>() is { Assurance: Assurance.Token };
            var would =
                demand == Demand.Confirmed && demands.PasswordDoes && !isToken
                    ? $"max_age=\"{Demands.Fresh.TotalSeconds}\""
                    : "acr_values=\"http://id.elegnamnden.se/loa/1.0/loa3\"";
            http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_user_authentication\", {would}";
        }
        else if (exception is Refusal { Code: "insufficient-scope" })
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\"";

        http.Response.StatusCode = problem.Status!.Value;
        return problems.TryWriteAsync(new() { HttpContext = http, ProblemDetails = problem });
    }

    private ProblemDetails From(Refusal no)
    {
        if (no.Field is not null)
            return Invalid([new(Camel(no.Field), no.Code, texts[$"refusal.{no.Code}", no.Words])]);

        var problem = Problem(no.Status, no.Code, no.Words);
        foreach (var (name, value) in no.With)
            problem.Extensions[name] = value;
        return problem;
    }

    private ProblemDetails Problem(int status, string code, params (string, object)[] with) =>
        new()
        {
            Status = status,
            Type = $"/problems/{code}",
            Title = texts[$"refusal.{code}", with],
        };

    /// <param name="Field">In the caller's spelling.</param>
    /// <param name="Code">Stable, for programs.</param>
    /// <param name="Message">In the reader's language.</param>
    private sealed record FieldProblem(string Field, string Code, string Message);

    private HttpValidationProblemDetails Invalid(IReadOnlyCollection<FieldProblem> problems) =>
        new(ByField(problems, problem => problem.Message))
        {
            Status = StatusCodes.Status400BadRequest,
            Type = "/problems/invalid",
            Title = texts["refusal.invalid"],
            Extensions = { ["codes"] = ByField(problems, problem => problem.Code) },
        };

    private static Dictionary<string, string[]> ByField(
        IEnumerable<FieldProblem> problems,
        Func<FieldProblem, string> what
    ) =>
        problems
            .GroupBy(problem => problem.Field)
            .ToDictionary(field => field.Key, field => field.Select(what).ToArray());

    /// <summary>
    /// A validator's own code if it says one, else its kind: <c>not-empty</c>, <c>maximum-length</c>.
    /// </summary>
    private static string CodeOf(ValidationFailure error) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(
            error.ErrorCode.EndsWith("Validator", StringComparison.Ordinal)
                ? error.ErrorCode[..^"Validator".Length]
                : error.ErrorCode
        );

    /// <summary>
    /// What is wrong with a body that cannot be read, by field; nothing when it is no field but all of it.
    /// </summary>
    private IReadOnlyCollection<FieldProblem> Fields(JsonException json, Type? body)
    {
        var missing = Missing().Match(json.Message);
        if (missing.Success)
            return
            [
                .. Quoted()
                    .Matches(missing.Groups[1].Value)
                    .Select(match => new FieldProblem(
                        match.Groups[1].Value,
                        "field-missing",
                        texts["refusal.field-missing"]
                    )),
            ];

        return json.Path is { Length: > 2 } path ? [new(path[2..], "malformed", Expected(path[2..], body))] : [];
    }

    /// <summary>
    /// What a field should have been. System.Text.Json does not tell, so this follows the path through the body's type.
    /// </summary>
    private string Expected(string path, Type? type)
    {
        foreach (var step in path.Split('.'))
        {
            type = type
                ?.GetProperty(step.Split('[')[0], BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                ?.PropertyType;
            if (step.EndsWith(']'))
                type = type?.GetElementType() ?? type?.GenericTypeArguments.FirstOrDefault();
        }

        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type is { IsEnum: true }
                ? texts[
                    "refusal.expected.one-of",
                    (
                        "values",
                        string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))
                    )
                ]
            : texts.Has($"refusal.expected.{type?.Name}") ? texts[$"refusal.expected.{type?.Name}"]
            : texts["refusal.malformed"];
    }

    private static Type? BodyOf(HttpContext http) =>
        http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static string Camel(string path) =>
        string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    // System.Text.Json tells this in its message only.
    [GeneratedRegex("missing required properties including: (.+)")]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
