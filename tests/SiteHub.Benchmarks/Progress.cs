using Spectre.Console;

namespace SiteHub.Benchmarks;

/// <summary>Tells people what is being done: a spinner on a terminal, plain lines elsewhere.</summary>
internal sealed class Progress(Action<string> tell)
{
    public void Tell(string what) => tell(what);

    public static Task<T> ShowAsync<T>(Func<Progress, Task<T>> work) =>
        AnsiConsole.Profile.Capabilities.Interactive
            ? AnsiConsole.Status().StartAsync("starting", context => work(new Progress(what => context.Status(Markup.Escape(what)))))
            : work(new Progress(AnsiConsole.WriteLine));
}
