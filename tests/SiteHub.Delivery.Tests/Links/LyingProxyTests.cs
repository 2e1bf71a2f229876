using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Links;
using SiteHub.Protocol;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Tests.Links;

/// <summary>Something stands between the two and answers in the peer's place. It is not believed: nothing is lost, cut smaller, given up or paused for it.</summary>
public sealed class LyingProxyTests
{
    private static readonly Dictionary<string, Func<HttpContext, RequestDelegate, Task>> Lies = new()
    {
        ["400"] = Says(400),
        ["413 with a page"] = Says(413, "text/html", "<h1>Request Entity Too Large</h1>"),
        ["415"] = Says(415),
        ["422 with JSON"] = Says(422, "application/json", """{"error":"unprocessable"}"""),
        ["401"] = Says(401, "text/html", "<h1>Please sign in</h1>"),
        ["403"] = Says(403, "text/html", "<h1>Blocked by policy</h1>"),
        ["404"] = Says(404),
        ["200 with a page"] = Says(200, "text/html", "<h1>Welcome to our network</h1>"),
        ["200 with JSON of another kind"] = Says(200, "application/json", """{"status":"ok"}"""),
        ["204"] = Says(204),
        ["a redirect"] = Says(302, null, "", ("Location", "https://portal.example/")),
        ["409"] = Says(409, "application/json", """{"epoch":{"number":1,"id":"ep_1"},"checkpoint":{"seq":0,"id":null},"rejected":[]}"""),
        ["426"] = Says(426, "application/problem+json", Problem(Problems.VersionNotSpoken, 426)),
        ["429 for a day"] = Says(429, null, "", ("Retry-After", "86400")),
        ["503 for a day"] = Says(503, "application/problem+json", Problem(Problems.StorageUnavailable, 503), ("Retry-After", "86400")),
        ["an imitation of 400"] = Says(400, "application/problem+json", Problem(Problems.MessageMalformed, 400)),
        ["an imitation of 413"] = Says(413, "application/problem+json", Problem(Problems.BodyTooLarge, 413)),
        ["an imitation of 401, with a signature"] = Says(401, "application/problem+json", Problem(Problems.SignatureRefused, 401), (AnswerSignature.HeaderName, "v1,MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")),
        ["the peer's answer under another status"] = async (http, next) =>
        {
            var answer = await Recorded(http, next);
            await Says(400, "application/json", Encoding.UTF8.GetString(answer.Body), (AnswerSignature.HeaderName, answer.Signature))(http, next);
        },
        ["the peer's answer cut short"] = async (http, next) =>
        {
            var answer = await Recorded(http, next);
            await Says(200, "application/json", Encoding.UTF8.GetString(answer.Body)[..^3], (AnswerSignature.HeaderName, answer.Signature))(http, next);
        },
    };

    public static TheoryData<string> Names => [.. Lies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_another_answers_in_the_peers_place_costs_nothing(string lie)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        await pair.Site.SendAsync("before");
        await Pair.Eventually(() =>
        {
            // A first try that came before the hub listened is made again after a while of this clock.
            clock.Advance(TimeSpan.FromSeconds(1));
            pair.Hub.Received().Count.ShouldBe(1);
        });
        var told = 0;
        pair.Hub.Intercept = async (http, next) =>
        {
            Interlocked.Increment(ref told);
            await Lies[lie](http, next);
        };

        for (var i = 0; i < 5; i++)
        {
            await pair.Site.SendAsync($"document{i}");
        }

        await Pair.Eventually(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            told.ShouldBeGreaterThan(6, $"{pair.Site.Status()} {string.Join("\n", pair.Site.Log.Lines)}");
        });
        pair.Site.Status().State.ShouldBe(LinkStates.Active);
        (pair.Site.Status().Reason ?? "").ShouldContain("not signed by the other side");
        pair.Site.Database.Read(s => s.Long("SELECT count(*) FROM log_entry WHERE unsendable IS NOT NULL")).ShouldBe(0);

        pair.Hub.Intercept = (http, next) => next(http);
        await Pair.Eventually(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            pair.Hub.Received().ShouldBe(["before", .. Enumerable.Range(0, 5).Select(i => $"document{i}")]);
            pair.Site.Status().ShouldSatisfyAllConditions(s => s.Sends.Depth.ShouldBe(0), s => s.Failures.ShouldBe(0), s => s.Reason.ShouldBeNull());
        });
        pair.Hub.Status().Receives.Rejected.ShouldBe(0);
        pair.Site.Epochs.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_was_given_once_is_no_answer_to_the_next()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var pair = await Pair.StartAsync(siteTime: clock);
        (byte[] Body, string Signature)? first = null;
        pair.Hub.Intercept = async (http, next) =>
        {
            if (first is { } old)
            {
                await Says(200, "application/json", Encoding.UTF8.GetString(old.Body), (AnswerSignature.HeaderName, old.Signature))(http, next);
                return;
            }

            if (!http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                await next(http);
                return;
            }

            var answer = await Recorded(http, next);
            first = answer;
            await Says(200, "application/json", Encoding.UTF8.GetString(answer.Body), (AnswerSignature.HeaderName, answer.Signature))(http, next);
        };
        await pair.Site.SendAsync("one");
        await Pair.Eventually(() => pair.Site.Status().Sends.Depth.ShouldBe(0));

        await pair.Site.SendAsync("two");

        await Pair.Eventually(() => (pair.Site.Status().Reason ?? "").ShouldContain("not signed"));
        pair.Site.Status().Sends.Depth.ShouldBe(1);
        pair.Site.Status().Failures.ShouldBeGreaterThan(0);
    }

    private static string Problem(string type, int status) => $$"""{"type":"{{type}}","title":"No","status":{{status}},"detail":"No."}""";

    private static Func<HttpContext, RequestDelegate, Task> Says(int status, string? type = null, string body = "", params (string Name, string Value)[] headers) => async (http, _) =>
    {
        http.Response.Clear();
        http.Response.StatusCode = status;
        http.Response.Headers[LinkPaths.VersionHeader] = LinkHello.Current;
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        if (status != 204)
        {
            http.Response.ContentType = type;
            await http.Response.WriteAsync(body);
        }
    };

    /// <summary>Lets the peer answer, and takes its answer away.</summary>
    private static async Task<(byte[] Body, string Signature)> Recorded(HttpContext http, RequestDelegate next)
    {
        var there = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        await next(http);
        await http.Response.BodyWriter.FlushAsync();
        http.Response.Body = there;
        return (buffer.ToArray(), http.Response.Headers[AnswerSignature.HeaderName].ToString());
    }
}
