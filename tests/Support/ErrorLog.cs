using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kapprum.Support;

/// <summary>What the application has logged as errors, to be told with the answer that surprised a test.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private static readonly ConcurrentQueue<string> Errors = new();

    /// <summary>The latest error, which may be another test's when several run.</summary>
    public static string Latest =>
        Errors.LastOrDefault() is { } error ? $"\nThe application's latest error: {error}" : "";

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            Errors.Enqueue($"{formatter(state, exception)}\n{exception}");
    }

    public void Dispose() { }
}
