using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SiteHub.Benchmarks.Processes;
using SiteHub.Benchmarks.Setting;
using SiteHub.Operations.Configuration;

namespace SiteHub.Benchmarks.Ingest;

/// <summary>The load: a connection a link, one request in flight on each. All requests are made and signed before the clock starts.</summary>
internal static class IngestChild
{
    public static async Task RunAsync(string[] args)
    {
        var file = SitesFileReader.Read(args[0], SitesScope.Hub);
        var hub = file.Hub!.Url;
        var links = new List<IngestLink>();
        foreach (var site in file.Sites)
        {
            var link = new IngestLink(hub, site, await SiteToken.FetchAsync(hub, site));
            await link.GreetAsync();
            links.Add(link);
        }

        await Children.AnswerAsync(async line =>
        {
            switch (line.Split(' '))
            {
                case ["prepare", var count]:
                    links.ForEach(l => l.Prepare(int.Parse(count, CultureInfo.InvariantCulture)));
                    GC.Collect();
                    return "prepared";
                default:
                    return JsonSerializer.Serialize(await RunAsync(links));
            }
        });
    }

    private static async Task<IngestRun> RunAsync(List<IngestLink> links)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(links.Select(l => l.RunAsync()));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var milliseconds = links.SelectMany(l => l.Milliseconds).Order().ToArray();
        return new IngestRun(
            seconds,
            Median.Percentile(milliseconds, 0.5),
            Median.Percentile(milliseconds, 0.99),
            links.Sum(l => l.Failures),
            links.Select(l => l.FirstFailure).FirstOrDefault(f => f is not null));
    }
}
