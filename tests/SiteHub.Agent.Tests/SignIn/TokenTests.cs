using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.SignIn.Tokens;

namespace SiteHub.Agent.Tests.SignIn;

public sealed class TokenTests
{
    private const string Ann = "ann@example.com";

    [Fact]
    public async Task A_site_that_keeps_tokens_asks_the_hub_later_in_that_persons_name()
    {
        await using var world = await Joined.Storing();
        using var browser = await world.SignedIn();
        world.Hub.LastAuthorize["scope"].ShouldContain("offline_access");

        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.OK);
        browser.Page.ShouldContain($"<dt>E-mail address</dt><dd>{Ann}</dd>");
        browser.Page.ShouldNotContain("{&quot;");

        // Revoked at the hub before its end: another one is had, and the answer comes all the same.
        world.Hub.RevokeAccess();
        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.OK);
        world.Hub.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task A_site_that_keeps_none_says_so()
    {
        await using var world = await Joined.Started();
        using var browser = await world.SignedIn();

        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.Conflict);

        browser.Page.ShouldContain("signIn.storeTokens is false");
        world.Count("session_token").ShouldBe(0);
    }

    [Fact]
    public async Task A_hundred_jobs_that_want_the_same_token_make_one_refresh()
    {
        await using var world = await Joined.Storing();
        (await world.SignedIn()).Dispose();
        world.Site.Time.Advance(world.Hub.Life);

        var given = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Tokens(world).OfUser(Ann, CancellationToken.None))));

        given.Select(one => one.ShouldBeOfType<TokenOutcome.Given>().Token).Distinct().Count().ShouldBe(1);
        world.Hub.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_is_renewed_ahead_of_its_end_and_not_before()
    {
        await using var world = await Joined.Storing();
        (await world.SignedIn()).Dispose();
        world.Site.Time.Advance(world.Hub.Life - TimeSpan.FromMinutes(6));
        await Tokens(world).RenewDue(CancellationToken.None);
        world.Hub.Refreshes.ShouldBe(0);

        world.Site.Time.Advance(TimeSpan.FromMinutes(2));
        await Tokens(world).RenewDue(CancellationToken.None);
        await Tokens(world).RenewDue(CancellationToken.None);

        world.Hub.Refreshes.ShouldBe(1);
        world.Site.Time.Advance(TimeSpan.FromMinutes(5));
        (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.Given>();
        world.Hub.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_refresh_pauses_probes_every_minute_and_goes_on_when_the_hub_agrees()
    {
        await using var world = await Joined.Storing();
        using var browser = await world.SignedIn();
        world.Site.Time.Advance(world.Hub.Life);
        world.Hub.RefuseRefresh = "invalid_grant";

        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.Conflict);
        browser.Page.ShouldContain("said the hub: invalid_grant");
        browser.Page.ShouldContain("Sign in again");
        await browser.Open("/me/hub");
        await Tokens(world).RenewDue(CancellationToken.None);
        world.Hub.Refreshes.ShouldBe(1);

        world.Site.Time.Advance(TimeSpan.FromSeconds(61));
        await Tokens(world).RenewDue(CancellationToken.None);
        world.Hub.Refreshes.ShouldBe(2);
        (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.NeedsAuthorization>();

        world.Hub.RefuseRefresh = null;
        world.Site.Time.Advance(TimeSpan.FromSeconds(61));
        await Tokens(world).RenewDue(CancellationToken.None);
        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_paused_goes_on_at_the_next_sign_in()
    {
        await using var world = await Joined.Storing();
        (await world.SignedIn()).Dispose();
        world.Site.Time.Advance(world.Hub.Life);
        world.Hub.RefuseRefresh = "invalid_grant";
        (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.NeedsAuthorization>();

        world.Hub.Sid = "sid-2";
        (await world.SignedIn()).Dispose();

        (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.Given>();
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_named_as_the_cause()
    {
        await using var world = await Joined.Storing();
        (await world.SignedIn()).Dispose();
        world.Site.Time.Advance(world.Hub.Life);
        (world.Hub.RefuseRefresh, world.Hub.Ahead) = ("invalid_client", TimeSpan.FromMinutes(10));

        var outcome = (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.NeedsAuthorization>();

        outcome.Reason.ShouldContain("600 s apart: set them right");
    }

    [Fact]
    public async Task A_hub_that_is_away_pauses_nothing()
    {
        await using var world = await Joined.Storing();
        (await world.SignedIn()).Dispose();
        world.Site.Time.Advance(world.Hub.Life);
        await world.Hub.DisposeAsync();

        (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.Later>();

        world.One("SELECT state FROM session_token", r => r.Text(0)).ShouldBe("active");
    }

    [Fact]
    public async Task A_process_that_died_between_the_hubs_answer_and_its_row_does_not_look_like_theft()
    {
        await using var world = await Joined.Storing();
        using var browser = await world.SignedIn();
        var rows = world.Site.Service<TokenRows>();
        var session = rows.SessionOf(Ann, world.Site.Time.GetUtcNow())!;
        (await rows.Lease(session, "of-the-dead", world.Site.Time.GetUtcNow(), TimeSpan.FromSeconds(30), CancellationToken.None)).ShouldBeTrue();
        await world.Site.Service<TokenRefresh>().Ask(rows.Find(session)!.Refresh!, CancellationToken.None);

        world.Site.Time.Advance(TimeSpan.FromSeconds(10));
        await world.Site.Restart();

        await Eventually.True(() => world.Count("session_token WHERE lease IS NULL AND state = 'active'") == 1 && world.Hub.Refreshes == 2);
        world.Site.Time.Advance(TimeSpan.FromHours(2));
        (await browser.Open("/me/hub")).ShouldBe(HttpStatusCode.OK);
        world.Hub.Refreshes.ShouldBe(3);
    }

    [Fact]
    public async Task While_another_holds_the_lease_nobody_refreshes_and_what_it_brings_late_is_not_kept()
    {
        await using var world = await Joined.Storing();
        (await world.SignedIn()).Dispose();
        var rows = world.Site.Service<TokenRows>();
        var session = rows.SessionOf(Ann, world.Site.Time.GetUtcNow())!;
        world.Site.Time.Advance(world.Hub.Life);
        await rows.Lease(session, "slow", world.Site.Time.GetUtcNow(), TimeSpan.FromSeconds(30), CancellationToken.None);
        (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.Later>();
        world.Hub.Refreshes.ShouldBe(0);

        world.Site.Time.Advance(TimeSpan.FromSeconds(31));
        var given = (await Tokens(world).OfUser(Ann, CancellationToken.None)).ShouldBeOfType<TokenOutcome.Given>();
        await rows.Keep(rows.Seal(session, new GivenTokens("late", null, world.Site.Time.GetUtcNow(), world.Site.Time.GetUtcNow())), "slow", CancellationToken.None);

        rows.Find(session)!.Access.ShouldBe(given.Token);
    }

    [Fact]
    public async Task Stored_tokens_are_nowhere_in_clear()
    {
        using var logs = new Lines();
        await using var world = await Joined.Started(site =>
        {
            site.Logs = logs;
            site.SignIn = site.SignIn with { StoreTokens = true };
        });
        using var browser = await world.SignedIn();
        await browser.Open("/me/hub");
        world.Site.Time.Advance(world.Hub.Life);
        await browser.Open("/me/hub");
        world.Hub.Given.Count.ShouldBe(4);

        foreach (var file in Directory.GetFiles(world.Site.Folder))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            var text = Encoding.Latin1.GetString(copy.ToArray());
            world.Hub.Given.Where(token => text.Contains(token, StringComparison.Ordinal)).ShouldBeEmpty(file);
            text.ShouldNotContain(FakeHub.Secret);
        }

        var log = logs.Text;
        log.ShouldContain("Signed in");
        world.Hub.Given.Where(token => log.Contains(token, StringComparison.Ordinal)).ShouldBeEmpty();
        log.ShouldNotContain(FakeHub.Secret);
    }

    private static PersonTokens Tokens(Joined world) => world.Site.Service<PersonTokens>();

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text)
            {
                _text.AppendLine(formatter(state, exception)).Append(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
