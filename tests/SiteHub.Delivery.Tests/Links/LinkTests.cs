using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Links;
using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Tests.Links;

public sealed class LinkTests : IAsyncLifetime
{
    private Pair _pair = null!;

    private Party Site => _pair.Site;

    private Party Hub => _pair.Hub;

    public async ValueTask InitializeAsync() => _pair = await Pair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task Entries_arrive_in_order_and_are_confirmed()
    {
        await SendAsync(1, 3_000);

        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(3_000));
        Hub.Received().ShouldBe(Names(1, 3_000));
        await Pair.Eventually(() => Site.Status().Sends.Depth.ShouldBe(0));
        Hub.Status().Receives.Checkpoint.ShouldBe(3_000);
    }

    [Fact]
    public async Task Both_directions_run_at_once()
    {
        await Site.SendAsync("up");
        await Hub.SendAsync("down");

        await Pair.Eventually(() => Hub.Received().ShouldBe(["up"]));
        await Pair.Eventually(() => Site.Received().ShouldBe(["down"]));
    }

    [Fact]
    public async Task An_answer_lost_after_the_commit_does_not_double_anything()
    {
        var lost = 0;
        Hub.Intercept = async (http, next) =>
        {
            await next(http);
            if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal) && lost++ < 3)
            {
                http.Abort();
            }
        };

        for (var i = 1; i <= 3; i++)
        {
            await SendAsync(i, i);
            await Pair.Eventually(() => Site.Status().Sends.Depth.ShouldBe(0));
        }

        lost.ShouldBeGreaterThanOrEqualTo(3);
        Hub.Received().ShouldBe(Names(1, 3));
    }

    [Fact]
    public async Task A_site_that_is_restarted_goes_on_where_the_hub_stands()
    {
        await SendAsync(1, 5);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(5));

        await Site.StopAsync();
        await Site.StartAsync();
        await SendAsync(6, 10);

        await Pair.Eventually(() => Hub.Received().ShouldBe(Names(1, 10)));
        Site.Epochs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hub_restored_from_an_older_copy_is_caught_up_from_the_log()
    {
        await SendAsync(1, 5);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(5));
        await CopyAsync(Hub, "older");
        await SendAsync(6, 9);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(9));

        await RestoreAsync(Hub, "older");
        await SendAsync(10, 12);

        await Pair.Eventually(() => Hub.Received().ShouldBe(Names(1, 12)));
        Site.Epochs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_site_restored_from_an_older_copy_begins_a_new_history()
    {
        await SendAsync(1, 5);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(5));
        await CopyAsync(Site, "older");
        await SendAsync(6, 9);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(9));

        await RestoreAsync(Site, "older");

        await Pair.Eventually(() => Hub.Received().ShouldContain("everything"));
        Site.Epochs.ShouldHaveSingleItem().ShouldContain("restored from an older copy");
        await Pair.Eventually(() => Site.Status().Sends.Epoch.ShouldBe(2));
        Hub.Status().Receives.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_log_that_was_rolled_back_and_grew_again_is_noticed_by_its_ids()
    {
        await SendAsync(1, 5);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(5));
        await CopyAsync(Site, "older");
        await SendAsync(6, 7);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(7));
        await Hub.StopAsync();
        await RestoreAsync(Site, "older");
        await SendAsync(16, 20);
        await Hub.StartAsync();

        await Pair.Eventually(() => Hub.Received().ShouldContain("everything"));
        Site.Epochs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_entry_that_cannot_be_applied_is_kept_and_the_rest_arrives()
    {
        Hub.Refuses = entry => entry.Seq == 2 ? "it is the second" : null;
        await SendAsync(1, 4);

        await Pair.Eventually(() => Hub.Received().ShouldBe(["n1", "n3", "n4"]));
        var rejected = Hub.Get<RejectedEntries>().List("acme", "open", null, 10).ShouldHaveSingleItem();
        rejected.Reason.ShouldBe("it is the second");

        Hub.Refuses = _ => null;
        (await Hub.Get<RejectedEntries>().RetryAsync("acme", rejected.Id, CancellationToken.None)).ShouldBe(ApplyOutcome.Applied);
        Hub.Received().ShouldContain("n2");
        Hub.Status().Receives.Rejected.ShouldBe(0);
    }

    [Fact]
    public async Task An_entry_that_breaks_a_rule_of_the_database_is_rejected_alone()
    {
        await Site.SendAsync("same");
        await Site.SendAsync("same");
        await Site.SendAsync("other");

        await Pair.Eventually(() => Hub.Received().ShouldBe(["same", "other"]));
        Hub.Get<RejectedEntries>().List("acme", "open", null, 10).ShouldHaveSingleItem().Reason.ShouldContain("UNIQUE");
    }

    [Fact]
    public async Task An_entry_that_cannot_be_sent_is_found_by_halving_and_told_to_the_peer()
    {
        Hub.Intercept = async (http, next) =>
        {
            http.Request.EnableBuffering();
            using var reader = new StreamReader(http.Request.Body, leaveOpen: true);
            var body = await reader.ReadToEndAsync();
            http.Request.Body.Position = 0;
            if (body.Contains("\"n37\"", StringComparison.Ordinal) && !body.Contains("unsendable", StringComparison.Ordinal))
            {
                // As the peer sees one that is more than it takes: the refusal is its own.
                http.Request.ContentLength = 2 * LinkLimits.MaxBodyBytes;
            }

            await next(http);
        };
        Hub.Refuses = entry => entry.Type == "entry.unsendable" ? "the sender could not send it" : null;
        await SendAsync(1, 100);

        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(99));
        Hub.Get<RejectedEntries>().List("acme", "open", null, 10).ShouldHaveSingleItem().Seq.ShouldBe(37);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_put_into_a_batch_holds_up_no_other()
    {
        Site.Spoils = static entry => entry.Seq is 7 or 37 && entry.Type != "entry.unsendable";
        Hub.Refuses = entry => entry.Type == "entry.unsendable" ? "the sender could not send it" : null;
        await SendAsync(1, 100);

        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(98));
        Hub.Get<RejectedEntries>().List("acme", "open", null, 10).Select(static entry => entry.Seq).Order().ShouldBe([7, 37]);
    }

    [Fact]
    public async Task A_refused_token_pauses_the_link_until_it_is_good_again()
    {
        await SendAsync(1, 1);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(1));
        Site.Token = "bad";
        await SendAsync(2, 2);

        await Pair.Eventually(() => Site.Status().State.ShouldBe(LinkStates.NeedsAuthorization));
        Site.Token = "good";
        (await Site.Get<LinkRegistry>().Resume("acme")).ShouldBeTrue();

        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(2));
        Site.Status().State.ShouldBe(LinkStates.Active);
    }

    [Fact]
    public async Task Retry_after_is_waited_for_to_the_second()
    {
        // A greeting of the hub's ends the site's wait, and as the two get to know each other it may greet more than once. One whose token is
        // refused greets in vain; and since it has one request on its way at a time, those before the refused one are over.
        Hub.Token = "bad";
        _ = Hub.SendAsync("refused");
        await Pair.Eventually(() => Hub.Status().State.ShouldBe(LinkStates.NeedsAuthorization));
        var asked = new List<DateTimeOffset>();
        Hub.Intercept = async (http, next) =>
        {
            if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                asked.Add(TimeProvider.System.GetUtcNow());
                if (asked.Count == 1)
                {
                    Hub.Admits = static () => LinkAdmission.Unavailable("The keys are not to be had.");
                    http.Response.OnStarting(() =>
                    {
                        http.Response.Headers.RetryAfter = "2";
                        return Task.CompletedTask;
                    });
                }
            }

            await next(http);
            Hub.Admits = null;
        };
        await SendAsync(1, 1);

        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(1));
        (asked[1] - asked[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_closed_link_sends_and_takes_nothing_until_it_is_declared_again()
    {
        await SendAsync(1, 2);
        await Pair.Eventually(() => Hub.Received().Count.ShouldBe(2));

        await Hub.Get<LinkRegistry>().Close("acme");
        await SendAsync(3, 4);
        await Pair.Eventually(() => Site.Status().Reason.ShouldNotBeNull().ShouldContain("404"));
        Hub.Received().Count.ShouldBe(2);

        await _pair.LinkAsync();
        await Pair.Eventually(() => Hub.Received().ShouldBe(Names(1, 4)));
    }

    private static IEnumerable<string> Names(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i => $"n{i}");

    private async Task SendAsync(int from, int to)
    {
        foreach (var name in Names(from, to).ToList())
        {
            _ = Site.SendAsync(name);
        }

        await Site.Database.Writer.Write(_ => { });
    }

    private async Task CopyAsync(Party party, string copy)
    {
        await party.StopAsync();
        foreach (var file in Directory.GetFiles(_pair.Folder, Path.GetFileName(party.File) + "*"))
        {
            File.Copy(file, Path.Combine(_pair.Folder, copy + Path.GetFileName(file)), overwrite: true);
        }

        await party.StartAsync();
    }

    private async Task RestoreAsync(Party party, string copy)
    {
        await party.StopAsync();
        foreach (var file in Directory.GetFiles(_pair.Folder, Path.GetFileName(party.File) + "*"))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(_pair.Folder, copy + "*"))
        {
            File.Move(file, Path.Combine(_pair.Folder, Path.GetFileName(file)[copy.Length..]));
        }

        await party.StartAsync();
    }
}
