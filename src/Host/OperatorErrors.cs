using System.Text.RegularExpressions;
using FluentValidation;
using Kapprum.Kernel;
using Kapprum.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kapprum.Host;

/// <summary>What an operator can mend, in one sentence.</summary>
internal static partial class OperatorErrors
{
    /// <returns>Null for what is no mistake of the operator's but a bug of ours.</returns>
    public static string? Sentence(Exception exception) =>
        exception switch
        {
            ValidationException invalid => string.Join(' ', invalid.Errors.Select(error => error.ErrorMessage)),
            OptionsValidationException wrong => string.Join(' ', wrong.Failures),
            InvalidOperationException when Unreadable().Match(exception.Message) is { Success: true } setting =>
                $"{setting.Groups["name"]} is '{setting.Groups["value"]}', "
                    + $"but must be {Kind(setting.Groups["type"].Value)}.",
            InvalidOperationException when NoLevel().Match(exception.Message) is { Success: true } level =>
                $"Logging:LogLevel has '{level.Groups["value"]}' in it, but a level must be "
                    + $"one of {string.Join(", ", Enum.GetNames<LogLevel>())}.",
            OperatorError or PostgresFailed or IOException or NpgsqlException or UnauthorizedAccessException =>
                exception.Message,
            _ => null,
        };

    /// <summary>What a setting of a type may be.</summary>
    private static string Kind(string type) =>
        type == typeof(bool).FullName ? "true or false"
        : type == typeof(int).FullName ? "a whole number"
        : AppDomain
            .CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(type))
            .FirstOrDefault(found => found is { IsEnum: true })
            is { } choice
            ? $"one of {string.Join(", ", Enum.GetNames(choice))}"
        : $"a {type}";

    // The configuration binder tells these in its messages only.
    [GeneratedRegex("configuration value '(?<value>[^']*)' at '(?<name>[^']+)' to type '(?<type>[^']+)'")]
    private static partial Regex Unreadable();

    [GeneratedRegex("^Configuration value '(?<value>[^']*)' is not supported")]
    private static partial Regex NoLevel();
}
