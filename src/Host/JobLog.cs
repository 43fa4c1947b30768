using Hangfire.AspNetCore;
using Hangfire.Logging;
using Kapprum.Kernel;
using LogLevel = Hangfire.Logging.LogLevel;

namespace Kapprum.Host;

/// <summary>
/// What Hangfire says, without the stack where the database is at fault: while it is away, each worker and each
/// scheduler would say so at every try, in forty lines each, and nobody would find what else is in the log.
/// </summary>
internal sealed class JobLog(ILoggerFactory logs) : ILogProvider
{
    private readonly AspNetCoreLogProvider all = new(logs);

    public ILog GetLogger(string name) => new Quiet(all.GetLogger(name));

    private sealed class Quiet(ILog log) : ILog
    {
        public bool Log(LogLevel level, Func<string>? say, Exception? exception = null) =>
            say is not null && DatabaseFault.Of(exception) is { } fault
                ? log.Log(level, () => $"{say()}: the database fails ({fault.Kind})", null)
                : log.Log(level, say, exception);
    }
}
