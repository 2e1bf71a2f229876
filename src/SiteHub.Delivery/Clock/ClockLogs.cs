using Hangfire.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Hangfire.Logging.LogLevel;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// Hangfire's log, warnings and worse. Hangfire keeps its log provider in a static: where hosts follow each other in one process it
/// may be that of a host already gone, and a server that cannot log does not start.
/// </summary>
internal sealed class ClockLogs(ILoggerFactory loggers) : ILogProvider
{
    public ILog GetLogger(string name) => new ClockLog(loggers, name);

    private sealed class ClockLog(ILoggerFactory loggers, string name) : ILog
    {
        public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            if (logLevel < LogLevel.Warn)
            {
                return false;
            }

            if (messageFunc is null)
            {
                return true;
            }

            try
            {
                Clock.Log.Hangfire(loggers.CreateLogger(name), exception, messageFunc());
            }
            catch (ObjectDisposedException)
            {
                // Said by a host that is gone; nobody listens any more.
            }

            return true;
        }
    }
}
