using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Accounts;

/// <summary>What an administrator does for somebody who does not get in, on the page and by the API: each stands in the audit.</summary>
public sealed partial class PersonHelpTests : IAsyncLifetime
{
    private const string Sam = "sam@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();
    private Browser _administrator = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson("a@example.com", "A", Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>()));
        _hub.People.Add(new SeedPerson(Sam, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        _hub.People.Add(new SeedPerson("other@acme.example", "Other", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _administrator = new Browser(_hub);
        using var _ = await _administrator.SignIn("a@example.com", Password);
        _token = await _hub.Token("operations", "hub.admin");
    }

    public async ValueTask DisposeAsync()
    {
        _administrator.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_changes_when_the_mail_to_the_new_one_is_followed_and_not_before(bool byPage)
    {
        var reset = await Reset(Sam);
        await Change(Sam, "sam@new.example", byPage);
        var link = Mailed("sam@new.example");
        using var browser = new Browser(_hub);
        (await SignsIn(Sam)).ShouldBeTrue("nobody has confirmed it");
        (await browser.Page(link)).ShouldContain("sam@new.example");
        (await SignsIn(Sam)).ShouldBeTrue("looking at it confirms nothing");

        using var confirmed = await browser.Submit(link, ("code", Code(link)));

        confirmed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await SignsIn(Sam)).ShouldBeFalse();
        (await SignsIn("SAM@new.example")).ShouldBeTrue();
        (await browser.Page(link)).ShouldContain("expired or was used");
        (await browser.Page(reset)).ShouldContain("expired or was used", Case.Sensitive, "whoever has the old mailbox has nothing");
        Outbox().First(static mail => mail.To == Sam).Text.ShouldContain("sam@new.example");
        Audit("person.address_change_asked").ShouldBe(1);
        Audit("person.address_changed").ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_somebody_has_or_gets_meanwhile_is_refused_and_a_link_expires_and_is_replaced()
    {
        (await Api(HttpMethod.Post, Id(Sam), "address", new { email = "OTHER@acme.example" })).ShouldBe(HttpStatusCode.Conflict);
        (await Api(HttpMethod.Post, Id(Sam), "address", new { email = Sam })).ShouldBe(HttpStatusCode.Conflict);
        (await Api(HttpMethod.Post, Id(Sam), "address", new { email = "no address" })).ShouldBe(HttpStatusCode.BadRequest);
        (await Api(HttpMethod.Post, "nobody", "address", new { email = "x@new.example" })).ShouldBe(HttpStatusCode.NotFound);

        await Change(Sam, "first@new.example", false);
        var first = Mailed("first@new.example");
        await Change(Sam, "second@new.example", false);
        var second = Mailed("second@new.example");
        using var browser = new Browser(_hub);
        (await browser.Page(first)).ShouldContain("expired or was used", Case.Sensitive, "a newer one replaces it");
        await Change("other@acme.example", "second@new.example", false);
        using var theirs = await browser.Submit(Mailed("second@new.example"), ("code", Code(Mailed("second@new.example"))));
        theirs.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.Page(second)).ShouldContain("expired or was used", Case.Sensitive, "somebody else has it by now");

        await Change(Sam, "third@new.example", false);
        _hub.Time.Advance(TimeSpan.FromDays(1));
        (await browser.Page(Mailed("third@new.example"))).ShouldContain("expired or was used");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_invitation_is_sent_again_and_to_another_address_and_the_link_before_is_worth_nothing(bool byPage)
    {
        using var invited = await _hub.Send(HttpMethod.Post, "/api/v1/people", _token, JsonContent.Create(new { email = "new@wrong.example", name = "Nora" }));
        var id = Id("new@wrong.example");
        var first = Mailed("new@wrong.example");

        await Do(id, byPage, "InviteAgain", HttpMethod.Post, "invitation");
        var second = Mailed("new@wrong.example");
        (await _administrator.Page(first)).ShouldContain("expired or was used");
        (await _administrator.Page(second)).ShouldContain("new@wrong.example");
        await Change("new@wrong.example", "new@right.example", byPage);

        (await _administrator.Page(second)).ShouldContain("expired or was used");
        using var browser = new Browser(_hub);
        var link = Mailed("new@right.example");
        using var accepted = await browser.Submit(link, ("Code", Code(link)), ("Password", Password));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await SignsIn("new@right.example")).ShouldBeTrue();
        Audit("person.invited_again").ShouldBe(2);
        Audit("person.address_changed").ShouldBe(1);
        (await Api(HttpMethod.Post, id, "invitation", new { })).ShouldBe(HttpStatusCode.Conflict, "they have come");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_second_factor_is_taken_off_and_neither_its_codes_nor_its_key_are_worth_anything(bool byPage)
    {
        using var sam = new Browser(_hub);
        using var _ = await sam.SignIn(Sam, Password);
        var key = Key().Match(await sam.Page("/account/second-factor")).Groups[1].Value;
        var on = await sam.Submitted("/account/second-factor?handler=TurnOn", "/account/second-factor", ("Code", Totp.Code(key, -1)));
        Recovery().Count(on).ShouldBe(10);
        (await SignsIn(Sam)).ShouldBeFalse("a code is asked for");

        await Do(Id(Sam), byPage, "ResetFactor", HttpMethod.Delete, "second-factor");

        (await SignsIn(Sam)).ShouldBeTrue();
        Key().Match(await sam.Page("/account/second-factor")).Groups[1].Value.ShouldNotBe(key);
        _hub.Database.Read(session => session.Long("SELECT count(*) FROM person_token WHERE UserId = $1 AND Name = 'RecoveryCodes'", Id(Sam))).ShouldBe(0);
        Outbox().First(static mail => mail.To == Sam).Text.ShouldContain("second factor");
        Audit("person.second_factor_reset").ShouldBe(1);
        (await Api(HttpMethod.Delete, Id(Sam), "second-factor", null)).ShouldBe(HttpStatusCode.Conflict, "there is none any more");
    }

    [Fact]
    public async Task A_wrong_code_is_emptied_and_the_field_takes_letters()
    {
        using var sam = new Browser(_hub);
        using var _ = await sam.SignIn(Sam, Password);
        var key = Key().Match(await sam.Page("/account/second-factor")).Groups[1].Value;
        (await sam.Submitted("/account/second-factor?handler=TurnOn", "/account/second-factor", ("Code", Totp.Code(key, -1)))).ShouldContain("The second factor is on");
        Empty(await sam.Submitted("/account/second-factor?handler=TurnOff", "/account/second-factor", ("Code", "QQQQQ-WRONG")));
        Empty(await sam.Submitted("/account/confirm", "/account/confirm", ("Code", "QQQQQ-WRONG")));

        using var signing = new Browser(_hub);
        using var password = await signing.SignIn(Sam, Password);
        Empty(await signing.Submitted("/signin/code?returnUrl=%2F", "/signin/code?returnUrl=%2F", ("Code", "QQQQQ-WRONG")));

        static void Empty(string html)
        {
            html.ShouldNotContain("QQQQQ-WRONG");
            var input = CodeInput().Match(html).Value;
            input.ShouldNotBeEmpty();
            input.ShouldNotContain("inputmode=\"numeric\"", Case.Sensitive, "a recovery code has letters");
        }
    }

    private async Task Change(string email, string to, bool byPage)
    {
        if (byPage)
        {
            using var answer = await _administrator.Submit($"/admin/people/{Id(email)}?handler=Address", $"/admin/people/{Id(email)}", ("email", to));
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
        else
        {
            ((int)await Api(HttpMethod.Post, Id(email), "address", new { email = to })).ShouldBeInRange(200, 202);
        }
    }

    private async Task Do(string id, bool byPage, string handler, HttpMethod method, string path)
    {
        if (byPage)
        {
            using var answer = await _administrator.Submit($"/admin/people/{id}?handler={handler}", $"/admin/people/{id}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
        else
        {
            ((int)await Api(method, id, path, null)).ShouldBeInRange(200, 202);
        }
    }

    private async Task<HttpStatusCode> Api(HttpMethod method, string id, string path, object? body)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await _hub.Send(method, $"/api/v1/people/{id}/{path}", _token, content);
        return answer.StatusCode;
    }

    private async Task<bool> SignsIn(string email)
    {
        using var browser = new Browser(_hub);
        using var answer = await browser.SignIn(email, Password);
        return answer.Headers.Location?.OriginalString == "/";
    }

    private async Task<string> Reset(string email)
    {
        using var browser = new Browser(_hub);
        using var asked = await browser.Submit("/forgot", ("Email", email));
        return Mailed(email);
    }

    private string Id(string email) => _hub.Database.Read(session => session.Text("SELECT Id FROM person WHERE Email = $1", email))!;

    private long Audit(string what) => _hub.Database.Read(session => session.Long("SELECT count(*) FROM audit WHERE what = $1", what)) ?? 0;

    private IReadOnlyList<(string To, string Text)> Outbox() => [.. _hub.Service<Outbox>().Latest(100).Select(static mail => (mail.Recipient, mail.Text))];

    private string Mailed(string email) => new Uri(Link().Match(Outbox().First(mail => mail.To == email).Text).Value).PathAndQuery;

    private static string Code(string link) => link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..];

    [GeneratedRegex("http://\\S+")]
    private static partial Regex Link();

    [GeneratedRegex("<p class=\"mono mt-2\">([A-Z2-7 ]+)</p>")]
    private static partial Regex Key();

    [GeneratedRegex("<li class=\"col-6 col-md-3 mb-1\">")]
    private static partial Regex Recovery();

    [GeneratedRegex("<input[^>]*name=\"Code\"[^>]*>")]
    private static partial Regex CodeInput();
}
