using System.Net;
using System.Text.RegularExpressions;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Accounts;

/// <summary>Ten minutes after the sign-in, what somebody signs in with is changed by whoever proves themselves again, and by nobody else.</summary>
public sealed partial class ConfirmTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
        using var signedIn = await _browser.SignIn(Email, Password);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Shortly_after_the_sign_in_nobody_is_asked()
    {
        (await _browser.Page("/account/second-factor")).ShouldContain("authenticator app");
        using var options = await _browser.Submit("/account/security?handler=PasskeyOptions", "/account/security");
        options.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Later_no_passkey_no_factor_and_no_key_is_had_without_a_proof()
    {
        _hub.Time.Advance(RecentProof.Window);

        using var options = await _browser.Submit("/account/security?handler=PasskeyOptions", "/account/security");
        using var added = await _browser.Submit("/account/security?handler=AddPasskey", "/account/security", ("credential", "{}"));
        using var removed = await _browser.Submit("/account/security?handler=RemovePasskey", "/account/security", ("id", "x"));
        using var factor = await _browser.Get("/account/second-factor");
        using var turned = await _browser.Submit("/account/second-factor?handler=TurnOn", "/account/security", ("Code", "000000"));

        options.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var answer in new[] { added, removed, factor, turned })
        {
            answer.Headers.Location.ShouldNotBeNull().OriginalString.ShouldStartWith("/account/confirm?returnUrl=%2Faccount%2F");
        }

        (await _browser.Page("/account/security")).ShouldNotContain("data-passkey");
    }

    [Fact]
    public async Task The_password_again_opens_it_in_this_browser_and_for_ten_minutes()
    {
        using var other = new Browser(_hub);
        using var signedIn = await other.SignIn(Email, Password);
        _hub.Time.Advance(RecentProof.Window);
        using var wrong = await _browser.Submit("/account/confirm?returnUrl=%2Faccount%2Fsecond-factor", ("Password", "not the password"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var nothing = await _browser.Submit("/account/confirm", ("Password", ""));
        nothing.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var right = await _browser.Submit("/account/confirm?returnUrl=%2Faccount%2Fsecond-factor", ("Password", Password));

        right.Headers.Location!.OriginalString.ShouldBe("/account/second-factor");
        using var here = await _browser.Get("/account/second-factor");
        here.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var there = await other.Get("/account/second-factor");
        there.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        _hub.Time.Advance(RecentProof.Window);
        using var late = await _browser.Get("/account/second-factor");
        late.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_code_of_the_second_factor_will_do()
    {
        var key = Key().Match(await _browser.Page("/account/second-factor")).Groups[1].Value;
        var on = await _browser.Submitted("/account/second-factor?handler=TurnOn", "/account/second-factor", ("Code", Totp.Code(key, -1)));
        on.ShouldContain("The second factor is on.");
        _hub.Time.Advance(RecentProof.Window);

        using var wrong = await _browser.Submit("/account/confirm", ("Code", "000000"));
        using var right = await _browser.Submit("/account/confirm?returnUrl=%2Faccount%2Fsecurity", ("Code", Totp.Code(key)));

        wrong.StatusCode.ShouldBe(HttpStatusCode.OK);
        right.Headers.Location!.OriginalString.ShouldBe("/account/security");
    }

    [Fact]
    public async Task Proofs_are_counted_and_lead_nowhere_else()
    {
        _hub.Time.Advance(RecentProof.Window);
        using var away = await _browser.Submit("/account/confirm?returnUrl=https%3A%2F%2Fevil.example%2F", ("Password", Password));
        away.Headers.Location!.OriginalString.ShouldBe("/");
        _hub.Time.Advance(RecentProof.Window);
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await _browser.Submit("/account/confirm", ("Password", "not the password"));
        }

        using var right = await _browser.Submit("/account/confirm", ("Password", Password));
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Whoever came from another provider has no password to give: setting the first one asks for a fresh sign-in.</summary>
    [Fact]
    public async Task A_first_password_is_not_set_in_a_browser_that_was_left_open()
    {
        await _hub.Database.Writer.Write(static db => db.Execute("UPDATE person SET PasswordHash = NULL"));
        _hub.Time.Advance(RecentProof.Window);

        using var set = await _browser.Submit("/account/security?handler=Password", "/account/security", ("New", "the attacker's password"));

        set.Headers.Location.ShouldNotBeNull().OriginalString.ShouldStartWith("/account/confirm");
        _hub.Database.Read(static db => db.Text("SELECT PasswordHash FROM person")).ShouldBeNull();
        (await _browser.Page("/account/confirm")).ShouldContain("Sign in again");
    }

    [GeneratedRegex("<p class=\"mono mt-2\">([A-Z2-7 ]+)</p>")]
    private static partial Regex Key();
}
