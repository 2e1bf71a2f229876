using System.Net;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Tests.Accounts;

public sealed class PasswordTests : IAsyncLifetime
{
    private const string Email = "kim@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new() { PasswordCost = PasswordCost.Full };
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Kim", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public void They_are_kept_by_Argon2id_each_with_a_salt_of_its_own()
    {
        var hash = _hub.Database.Read(static db => db.Text("SELECT PasswordHash FROM person"))!;
        hash.ShouldStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
        System.Buffers.Text.Base64Url.DecodeFromChars(hash.Split('$')[4]).Length.ShouldBe(16);
    }

    [Fact]
    public async Task One_of_another_kind_opens_nothing()
    {
        var former = new Microsoft.AspNetCore.Identity.PasswordHasher<Person>().HashPassword(new Person(), Password);
        foreach (var hash in new[] { former, "", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=19456,t=2,p=1$" })
        {
            await _hub.Database.Writer.Write(db => db.Execute("UPDATE person SET PasswordHash = $1", hash));
            using var refused = await _browser.SignIn(Email, Password);
            refused.StatusCode.ShouldBe(HttpStatusCode.OK, hash);
        }
    }

    [Theory]
    [InlineData("KIM@acme.example")]
    [InlineData("\u212Aim@acme.example")]
    [InlineData("ｋｉｍ@ａｃｍｅ.example")]
    [InlineData(" kim@ACME.example ")]
    public async Task However_the_address_is_written_the_tries_are_those_of_the_account(string spelling)
    {
        for (var i = 0; i < 10; i++)
        {
            using var other = new Browser(_hub);
            using var wrong = await other.SignIn(i % 2 == 0 ? Email : spelling, "not the password");
        }

        using var right = await _browser.SignIn(spelling, Password);
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
        _hub.Database.Read(static db => db.Long("SELECT count(DISTINCT key) FROM sign_in_attempt WHERE key LIKE 'account %'")).ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_counted_in_its_one_form_and_costs_the_same_work()
    {
        var before = Work.Of(_hub);
        using var known = await _browser.SignIn(Email, "not the password");
        var first = Work.Of(_hub) - before;
        using var unknown = await _browser.SignIn("\u212Aurt@acme.example", "not the password");
        using var again = await _browser.SignIn("KURT@acme.example", "not the password");

        (Work.Of(_hub) - before).ShouldBe(new Work(first.Hashes * 3, first.Tries * 3, first.Audited * 3, 0));
        first.Hashes.ShouldBe(1);
        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM sign_in_attempt WHERE key = 'account kurt@acme.example'")).ShouldBe(2);
    }

    [Fact]
    public async Task Only_so_many_are_worked_on_at_once_and_whoever_comes_then_is_told_to_wait()
    {
        var passwords = _hub.Service<Passwords>();
        using var begun = await _browser.Submit("/signin", ("Email", Email));
        const string page = "/signin/password";
        var form = Browser.Token(await begun.Content.ReadAsStringAsync());

        var flood = Enumerable.Range(0, 400).Select(_ => passwords.Hash("a password", CancellationToken.None)).ToList();
        using var busy = await _browser.Post(page, form, ("Password", Password));
        await Task.WhenAll(flood.Select(static one => one.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));

        busy.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        busy.Headers.RetryAfter.ShouldNotBeNull();
        flood.Count(static one => one.Exception?.InnerException is BusyException).ShouldBeGreaterThan(300);
        using var later = await _browser.Post(page, form, ("Password", Password));
        later.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
