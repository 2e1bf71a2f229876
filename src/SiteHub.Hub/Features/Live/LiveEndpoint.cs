using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Live;
using SiteHub.Hub.Sessions;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Streams;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Live;

/// <summary>What open pages hear: that something of theirs changed. What it now is they fetch by themselves.</summary>
internal static class LiveEndpoint
{
    private const int MostMissed = 50;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    public static IEndpointRouteBuilder MapLive(this IEndpointRouteBuilder app)
    {
        app.MapGet("/live", Hear).RequireAuthorization().ExcludeFromDescription();
        return app;
    }

    private static IResult Hear(HttpContext http, LiveFeed live, OpenStreams streams, BrowserSessions sessions, Database database, TimeProvider time, long? at)
    {
        if (live.Subscribe(http.User.FindFirst(Claims.Subject)!.Value, http.Response) is not { } stream)
        {
            return new Problem(StatusCodes.Status429TooManyRequests, "too-many-streams", "So many pages of yours are open that this one hears nothing; close some.");
        }

        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Changes(http, stream, sessions, database, time, at, streams.Open(http)));
    }

    private static async IAsyncEnumerable<SseItem<string>> Changes(HttpContext http, LiveStream stream, BrowserSessions sessions, Database database, TimeProvider time, long? at, [EnumeratorCancellation] CancellationToken ended)
    {
        yield return new SseItem<string>("{}", "ready");
        foreach (var missed in at is { } since ? Missed(database, stream.Person, since) : [])
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(new { topics = missed }), "changed");
        }

        while (!ended.IsCancellationRequested)
        {
            var heard = await Wait(stream, time, ended);
            if (heard is null)
            {
                yield break;
            }

            if (heard is false)
            {
                // One that somebody ends is over at once; one that ran out by itself, unused, is seen here.
                if (sessions.Of(stream.Person).All(session => session.Id != http.User.FindFirst(SessionCookie.SessionClaim)?.Value))
                {
                    yield break;
                }

                yield return new SseItem<string>("{}", "heartbeat");
                continue;
            }

            while (!ended.IsCancellationRequested && stream.Events.TryRead(out var what))
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(new { topics = Topics(what) }), "changed");
            }
        }
    }

    /// <summary>What changed between the making of the page and the opening of the stream.</summary>
    private static List<string[]> Missed(Database database, string person, long since)
    {
        // A change is dated when it arrives, a little before it can be seen.
        var from = Math.Max(0, since - Margin.Ticks);
        var reader = new Reader(person, null);
        return database.Read(session =>
        {
            var args = new List<object?> { from, MostMissed };
            var documents = session.Many($"SELECT d.site, d.doc_type, d.name FROM {reader.Documents(args)} AND d.changed_at >= $1 ORDER BY d.changed_at DESC LIMIT $2", static row => new LiveEvent("document", row.Text(0), row.Text(1), row.Text(2), null), [.. args]);
            var actions = session.Many(
                "SELECT q.site, q.id FROM customer_member m JOIN action_request q ON q.customer = m.customer WHERE m.person = $1 AND q.changed >= $2 ORDER BY q.changed DESC LIMIT $3", static row => new LiveEvent("action", row.Text(0), null, null, row.Text(1)), person, from, MostMissed);
            var messages = session.Many(
                "SELECT DISTINCT x.site, x.doc_type, x.name FROM customer_member m JOIN customer_account a ON a.customer = m.customer JOIN message x ON x.site = a.site AND x.account = a.account WHERE m.person = $1 AND x.changed >= $2 LIMIT $3", static row => new LiveEvent("document", row.Text(0), row.Text(1), row.Text(2), null), person, from, MostMissed);
            return documents.Concat(actions).Concat(messages).Select(Topics).ToList();
        });
    }

    private static string[] Topics(LiveEvent what) => what.Kind == "action" ? ["actions", $"action:{what.Request}"] : ["documents", $"document:{what.Site}/{what.DocType}/{what.Name}"];

    /// <returns>false: nothing for a while; null: it is over</returns>
    private static async Task<bool?> Wait(LiveStream stream, TimeProvider time, CancellationToken ends)
    {
        try
        {
            return await stream.Events.WaitToReadAsync(ends).AsTask().WaitAsync(Heartbeat, time, ends);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
