using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kapprum.Support;

/// <summary>What the application has logged as errors, to be told with the answer that surprised a test.</summary>
internal static class ErrorLog
{
    private static readonly ConcurrentQueue<string> Errors = new();

    /// <summary>The latest error, which may be another test's when several run.</summary>
    public static string Latest =>
        Errors.LastOrDefault() is { } error ? $"\nThe application's latest error: {error}" : "";

    public static ILoggerProvider Listen() => new LogLines(LogLevel.Error, (_, line) => Errors.Enqueue(line));
}
