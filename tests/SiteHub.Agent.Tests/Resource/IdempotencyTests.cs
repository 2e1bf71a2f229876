using System.IO.Pipelines;
using System.Text;

namespace SiteHub.Agent.Tests.Resource;

public sealed class IdempotencyTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Quotations = "/api/resource/Hub%20Quotation";
    private const string Notes = "/api/resource/Note";

    [Fact]
    public async Task The_same_request_under_the_same_key_is_done_once_and_answered_again()
    {
        var first = await site.Post(Quotations, """{"customer": "x"}""", Key("post-1"));
        var again = await site.Post(Quotations, """{"customer": "x"}""", Key("post-1"));

        again.ShouldBe(200).Text.ShouldBe(first.ShouldBe(200).Text);
        (await site.Post(Quotations, """{"customer": "x"}""", Key("post-2"))).Name.ShouldNotBe(first.Name);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused()
    {
        await site.Post(Quotations, """{"customer": "x"}""", Key("post-3"));

        (await site.Post(Quotations, """{"customer": "y"}""", Key("post-3"))).ShouldBe(422);
        (await site.Post(Notes, """{"customer": "x"}""", Key("post-3"))).ShouldBe(422);
        (await site.Bulk(Quotations, """{"customer": "x"}""", Key("post-3"))).ShouldBe(422);
    }

    [Fact]
    public async Task A_refused_request_leaves_its_key_free()
    {
        (await site.Post(Quotations, "{}", Key("post-4"))).ShouldBe(417);

        (await site.Post(Quotations, """{"customer": "x"}""", Key("post-4"))).ShouldBe(200);
    }

    [Fact]
    public async Task At_the_same_time_it_is_done_once_too()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.Post(Notes, """{"title": "once"}""", Key("post-5"))));

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Select(answer => answer.Name).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_key_of_one_user_is_nothing_to_another()
    {
        await using var own = await SiteFixture.Started();
        await own.Post(Notes, """{"title": "mine"}""", Key("shared"));

        (await own.Send("POST", Notes, """{"title": "mine"}""", SiteFixture.Reader, headers: Key("shared"))).ShouldBe(403);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    public async Task A_key_must_be_a_word(string key) =>
        (await site.Post(Notes, """{"title": "x"}""", Key(key))).ShouldBe(400);

    [Fact]
    public async Task A_bulk_under_a_key_is_done_once_and_answered_again_with_its_faults()
    {
        var lines = BulkTests.Lines(1, 600, i => i % 100 == 0 ? "x" : $$"""{"title": "t{{i}}"}""");
        var before = site.Count();

        var first = await site.Bulk(Notes, lines, Key("bulk-1"));
        var again = await site.Bulk(Notes, lines, Key("bulk-1"));

        again.ShouldBe(200).Text.ShouldBe(first.ShouldBe(200).Text);
        first.Json["faults"]!.AsArray().Count.ShouldBe(6);
        (site.Count() - before).ShouldBe(594);
        (await site.Bulk(Notes, lines + """{"title": "more"}""", Key("bulk-1"))).ShouldBe(422);
        (await site.Bulk(Notes, lines[..^50], Key("bulk-1"))).ShouldBe(422);
        (site.Count() - before).ShouldBe(594);
    }

    [Fact]
    public async Task A_bulk_that_broke_off_goes_on_where_it_stopped()
    {
        await using var own = await SiteFixture.Started();
        var lines = BulkTests.Lines(1, 2_000, i => i % 500 == 7 ? "x" : $$"""{"customer": "c{{i}}"}""");
        await BreakOff(own, lines[..(lines.Length / 2)]);

        (await own.Bulk(Quotations, lines.Replace("c5\"", "d5\"", StringComparison.Ordinal), Key("bulk-2"))).ShouldBe(422);
        await own.Restart();
        var answer = await own.Bulk(Quotations, lines, Key("bulk-2"));

        answer.ShouldBe(200).Json["inserted"]!.GetValue<int>().ShouldBe(1_996);
        answer.Json["faults"]!.AsArray().Select(f => (int)f!["line"]!).ShouldBe([7, 507, 1_007, 1_507]);
        own.Count().ShouldBe(1_996);
        own.Feed.Saves.Select(s => s.Save.Now.Name).Distinct().Count().ShouldBe(own.Feed.Saves.Count);
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_week()
    {
        await using var own = await SiteFixture.Started();
        await own.Post(Notes, """{"title": "x"}""", Key("old-1"));
        await own.Bulk(Notes, "x", Key("old-2"));
        own.Time.Advance(TimeSpan.FromDays(8));

        await own.Post(Notes, """{"title": "x"}""", Key("new"));

        own.Database.Read(session => session.Long("SELECT count(*) FROM idempotency_key")).ShouldBe(1);
        own.Database.Read(session => session.Long("SELECT count(*) FROM idempotency_fault")).ShouldBe(0);
    }

    private static (string, string) Key(string key) => ("Idempotency-Key", key);

    /// <summary>Sends some lines, waits until some are stored, and hangs up.</summary>
    private static async Task BreakOff(SiteFixture site, string lines)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var request = new HttpRequestMessage(HttpMethod.Post, Quotations) { Content = new StreamContent(pipe.Reader.AsStream()) };
        request.Headers.TryAddWithoutValidation("Authorization", SiteFixture.Admin);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "bulk-2");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        using var hangUp = new CancellationTokenSource();
        var sent = site.Http.SendAsync(request, hangUp.Token);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(lines));
        await Eventually.True(() => site.Count() > 300);
        await hangUp.CancelAsync();
        await sent.ShouldThrowAsync<OperationCanceledException>();
        await pipe.Writer.CompleteAsync();
        await Eventually.True(() => site.Service<Agent.Resource.Idempotency.KeptRequests>().UnderWay.IsEmpty);
    }
}
