using Microsoft.Extensions.Logging;

namespace Kapprum.Support;

/// <summary>Gives a test what the application logs from a level on: the words and, below, the exception.</summary>
public sealed class LogLines(LogLevel from, Action<LogLevel, string> take) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            take(logLevel, $"{formatter(state, exception)}\n{exception}");
    }

    public void Dispose() { }
}
