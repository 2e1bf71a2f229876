using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SiteHub.Fuzzing;

/// <summary>What a role logs as an error: a request of a stranger must not be one.</summary>
internal sealed class LoudLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public List<string> Take()
    {
        var taken = new List<string>();
        while (_lines.TryDequeue(out var line))
        {
            taken.Add(line);
        }

        return taken;
    }

    public ILogger CreateLogger(string categoryName) => new Category(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Category(ConcurrentQueue<string> lines, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                lines.Enqueue($"{name}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
