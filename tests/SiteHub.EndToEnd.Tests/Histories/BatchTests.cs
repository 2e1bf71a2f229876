using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Peers;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Protocol.Links;

namespace SiteHub.EndToEnd.Tests.Histories;

/// <summary>Batches that the hub must not take, or not twice. Each test plays a site of its own from the start of a history.</summary>
public sealed class BatchTests(HubAlone hub) : IClassFixture<HubAlone>, IAsyncLifetime
{
    private static long _epochs = 10;

    private readonly Peer _site = hub.Peer("acme");
    private readonly string _prefix = $"{Interlocked.Increment(ref _epochs)}-";

    public async ValueTask InitializeAsync()
    {
        _site.Epoch = new Epoch(_epochs, $"ep_{_epochs}");
        await _site.GreetAsync();
    }

    public ValueTask DisposeAsync()
    {
        _site.Dispose();
        return default;
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_answered_409_with_its_own_end_the_second_time()
    {
        var batch = _site.Batch(Changes(1, 3));
        (await _site.SendUnheardAsync(batch)).Status.ShouldBe(200);

        var again = await _site.SendAsync(batch);

        again.Status.ShouldBe(409);
        again.Answer!.Checkpoint.ShouldBe(batch.Events[^1].Position());
        (await TimelineAsync(1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_409_the_log_goes_on_behind_the_checkpoint()
    {
        await _site.SendUnheardAsync(_site.Batch(Changes(1, 3)));
        var refused = await _site.SendAsync(_site.Batch(Changes(1, 5)));

        var reply = await _site.SendAsync(_site.Batch(Changes(4, 5), refused.Answer!.Checkpoint));

        reply.Status.ShouldBe(200);
        for (var i = 1; i <= 5; i++)
        {
            (await TimelineAsync(i)).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task The_same_batch_many_times_at_once_is_applied_once()
    {
        var batch = _site.Batch(Changes(1, 20));

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _site.SendUnheardAsync(batch)));

        replies.Count(reply => reply.Status == 200).ShouldBe(1);
        replies.Count(reply => reply.Status == 409).ShouldBe(9);
        (await TimelineAsync(20)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_that_overtook_another_is_refused_until_its_turn()
    {
        var first = _site.Batch(Changes(1, 2));
        var second = _site.Batch(Changes(3, 4), first.Events[^1].Position());

        (await _site.SendUnheardAsync(second)).ShouldSatisfyAllConditions(
            reply => reply.Status.ShouldBe(409),
            reply => reply.Answer!.Checkpoint.ShouldBe(LogPosition.Start));
        (await FindAsync(3)).ShouldBe(404);
        (await _site.SendAsync(first)).Status.ShouldBe(200);
        (await _site.SendAsync(second)).Status.ShouldBe(200);
        (await FindAsync(3)).ShouldBe(200);
    }

    [Fact]
    public async Task A_gap_is_refused_whole()
    {
        await _site.SendAsync(_site.Batch(Changes(1, 2)));

        var reply = await _site.SendUnheardAsync(_site.Batch(Changes(4, 6), new LogPosition(3, "evt_3")));

        reply.Status.ShouldBe(409);
        reply.Answer!.Checkpoint.Seq.ShouldBe(2);
        (await FindAsync(5)).ShouldBe(404);
    }

    [Fact]
    public async Task The_right_number_with_another_id_is_a_log_that_was_rolled_back_and_is_refused()
    {
        await _site.SendAsync(_site.Batch(Changes(1, 2)));

        var reply = await _site.SendUnheardAsync(_site.Batch(Changes(3, 3), new LogPosition(2, "evt_of_another_past")));

        reply.Status.ShouldBe(409);
        reply.Answer!.Checkpoint.ShouldBe(new LogPosition(2, Changes(2, 2)[0].Id));
        (await FindAsync(3)).ShouldBe(404);
    }

    [Theory]
    [InlineData(0, "ep_other")]
    [InlineData(-1, null)]
    [InlineData(+1, null)]
    public async Task A_batch_of_another_history_is_refused(int further, string? id)
    {
        await _site.SendAsync(_site.Batch(Changes(1, 2)));
        var stray = new LinkBatch(new Epoch(_site.Epoch.Number + further, id ?? $"ep_{_site.Epoch.Number + further}"), _site.Confirmed, Changes(3, 3), null);

        var reply = await _site.SendUnheardAsync(stray);

        reply.Status.ShouldBe(409);
        reply.Answer!.Epoch.ShouldBe(_site.Epoch);
        (await FindAsync(3)).ShouldBe(404);
    }

    [Fact]
    public async Task A_history_that_was_given_up_does_not_come_back()
    {
        await _site.SendAsync(_site.Batch(Changes(1, 2)));
        using var old = hub.Peer("acme");
        (old.Epoch, old.Confirmed) = (_site.Epoch, _site.Confirmed);
        _site.Epoch = new Epoch(Interlocked.Increment(ref _epochs), "ep_newer");
        await _site.GreetAsync(LogPosition.Start);

        var told = await old.GreetAsync();

        told.Receives.Epoch.ShouldBe(_site.Epoch);
        (await old.SendUnheardAsync(old.Batch(Changes(3, 3)))).Status.ShouldBe(409);
        (await FindAsync(3)).ShouldBe(404);
    }

    [Fact]
    public async Task What_is_older_than_what_the_hub_holds_counts_as_known_and_changes_nothing()
    {
        var before = await CountsAsync();
        await _site.SendAsync(_site.Batch([Told.Change(1, Name(1), 5), Told.Change(2, Name(1), 4), Told.Change(3, Name(1), 5, "evt_again")]));

        (await hub.World.Api.DocumentAsync("acme", "Quotation", Name(1))).Body["revision"]!.GetValue<long>().ShouldBe(5);
        var after = await CountsAsync();
        (after.Applied - before.Applied, after.Known - before.Known).ShouldBe((1, 2));
    }

    private IReadOnlyList<LinkEvent> Changes(long from, long to) => Told.Changes(from, to, _prefix);

    private string Name(long number) => $"{_prefix}{number}";

    private async Task<int> FindAsync(long number) => (int)(await hub.World.Api.DocumentAsync("acme", "Quotation", Name(number))).Status;

    private Task<JsonArray> TimelineAsync(long number) => hub.World.Api.TimelineAsync("acme", "Quotation", Name(number));

    private async Task<(long Applied, long Known)> CountsAsync()
    {
        var receives = (await hub.World.Api.LinkAsync("acme"))["receives"]!;
        return ((long)receives["applied"]!, (long)receives["known"]!);
    }
}
