using SiteHub.Benchmarks.Drain;
using SiteHub.Benchmarks.Hubs;
using SiteHub.Benchmarks.Ingest;
using SiteHub.Benchmarks.Links;

namespace SiteHub.Benchmarks.Processes;

/// <summary>What this program is when a scenario starts it again. A child works until its standard input ends.</summary>
internal static class Children
{
    public static async Task<int> RunAsync(string role, string[] args)
    {
        switch (role)
        {
            case "hub":
                await HubChild.RunAsync(args);
                return 0;
            case "ingest":
                await IngestChild.RunAsync(args);
                return 0;
            case "sender":
                await SenderChild.RunAsync(args);
                return 0;
            case "receiver":
                await HangfirePeer.ReceiveAsync(args);
                return 0;
            default:
                Console.Error.WriteLine($"There is no child '{role}'.");
                return 2;
        }
    }

    /// <summary>Says "ready" to the parent, then answers its lines until it closes the pipe.</summary>
    public static async Task AnswerAsync(Func<string, Task<string>> answer)
    {
        Console.WriteLine(Child.Ready);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(await answer(line));
        }
    }
}
