using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Tail;
using SiteHub.Operations.Streams;

namespace SiteHub.Operations.Features.Admin.Tail;

/// <summary>What happens this moment, as server-sent events: a few lines at a time, and how many more there were.</summary>
internal static class TailEndpoint
{
    private const int LinesAtATime = 10;

    private const int MostOpen = 50;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>Afterwards the browser opens it anew, and is asked again who they are.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/admin/live/stream", Hear).RequireAuthorization(OperationsAccess.SeePages).ExcludeFromDescription();

    private static IResult Hear(HttpContext http, LiveTail tail, OpenStreams streams, TimeProvider time)
    {
        if (tail.Heard >= MostOpen)
        {
            return new Problems.Problem(StatusCodes.Status429TooManyRequests, "too-many-streams", $"{MostOpen} people watch already; close a page of this kind.");
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Lines(tail, time, streams.Open(http)));
    }

    private static async IAsyncEnumerable<SseItem<string>> Lines(LiveTail tail, TimeProvider time, [EnumeratorCancellation] CancellationToken ended)
    {
        using var listener = tail.Listen();
        var until = time.GetUtcNow() + Longest;
        yield return new SseItem<string>("{}", "ready");
        while (time.GetUtcNow() < until && await Pause(time, ended))
        {
            var lines = new List<object>();
            var more = listener.TakeMissed();
            while (listener.Lines.TryRead(out var line))
            {
                if (lines.Count < LinesAtATime)
                {
                    lines.Add(Shown(line));
                }
                else
                {
                    more++;
                }
            }

            if (lines.Count > 0)
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(new { lines, more }, JsonSerializerOptions.Web), "lines");
            }
        }
    }

    private static object Shown(TailLine line) => new
    {
        at = line.At.UtcDateTime.ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture),
        kind = line.Kind.ToString().ToLowerInvariant(),
        line.Name,
        line.About,
        line.Good,
        line.Status,
        tookMs = line.Took is { } took ? Math.Round(took.TotalMilliseconds, 1) : (double?)null,
        line.Reason,
        line.Delivery,
    };

    private static async Task<bool> Pause(TimeProvider time, CancellationToken ends)
    {
        await Task.Delay(Pace, time, ends).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ends.IsCancellationRequested;
    }
}
