using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace SiteHub.Hub.Tests;

/// <summary>The log of a role as its console shows it: written by the very formatter that the role has chosen.</summary>
public sealed class ShownLog : ILoggerProvider
{
    private readonly Lock _turn = new();
    private readonly StringBuilder _text = new();
    private ConsoleFormatter? _formatter;

    public string Text
    {
        get
        {
            lock (_turn)
            {
                return _text.ToString();
            }
        }
    }

    public void ShowAs(IServiceProvider services)
    {
        var name = services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName;
        _formatter = services.GetServices<ConsoleFormatter>().First(formatter => formatter.Name == (name ?? ConsoleFormatterNames.Simple));
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Category(ShownLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var line = new StringWriter();
            log._formatter?.Write(new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter), null, line);
            lock (log._turn)
            {
                log._text.Append(line);
            }
        }
    }
}
