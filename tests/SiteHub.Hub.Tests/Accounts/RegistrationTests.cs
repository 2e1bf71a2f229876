using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.Accounts;

/// <summary>Whoever asks for an account has none before they have shown that the address is theirs; and nobody learns from it who has one.</summary>
public sealed partial class RegistrationTests : IAsyncLifetime
{
    private const string Known = "sam@acme.example";
    private const string Victim = "rob@riverside.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new() { SelfRegistration = true };
    private Browser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Known, "Sam", Password, [], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_registers_chooses_the_password_behind_the_mailed_link_and_waits_for_an_operator()
    {
        using var asked = await _browser.Submit("/register", ("Email", Victim), ("Name", "Evil"), ("Password", "the attacker's password"));
        People().ShouldBe(1);
        var link = Links(Victim).Single();
        (await _browser.Page(link)).ShouldContain(Victim);

        using var confirmed = await Confirm(link, "Rob", Password);

        var id = _hub.Database.Read(static db => db.Text("SELECT Id FROM person WHERE Email = 'rob@riverside.example' AND Name = 'Rob' AND State = 'AwaitsApproval'")).ShouldNotBeNull();
        (await SignsIn(Victim, Password)).ShouldBeFalse();
        using var approved = await Send($"/api/v1/people/{id}/approve", null);
        approved.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SignsIn(Victim, Password)).ShouldBeTrue();
        (await SignsIn(Victim, "the attacker's password")).ShouldBeFalse();
        (await _browser.Page(link)).ShouldContain("expired or was used");
    }

    /// <summary>In every order that a stranger and the owner of an address can come in: the password that opens the account is the owner's.</summary>
    [Theory]
    [InlineData("stranger owner confirm approve")]
    [InlineData("owner stranger confirm approve")]
    [InlineData("stranger owner confirm stranger approve")]
    [InlineData("stranger owner stranger confirm approve stranger")]
    [InlineData("stranger invite accept stranger")]
    [InlineData("stranger owner invite accept")]
    [InlineData("invite stranger accept")]
    [InlineData("stranger invite stranger accept")]
    public async Task A_stranger_who_registers_an_address_has_no_part_in_its_account(string order)
    {
        string? invitation = null;
        foreach (var step in order.Split(' '))
        {
            switch (step)
            {
                case "stranger":
                    using (await _browser.Submit("/register", ("Email", "ROB@Riverside.example"), ("Name", "Evil"), ("Password", "the attacker's password")))
                    {
                    }

                    break;
                case "owner":
                    using (await _browser.Submit("/register", ("Email", Victim)))
                    {
                    }

                    break;
                case "confirm":
                    // The first of the links: one that a stranger asked for later must not make it worthless.
                    using (await Confirm(Links(Victim)[0], "Rob", Password))
                    {
                    }

                    break;
                case "approve":
                    using (var approved = await Send($"/api/v1/people/{Id(Victim)}/approve", null))
                    {
                        approved.StatusCode.ShouldBe(HttpStatusCode.NoContent);
                    }

                    break;
                case "invite":
                    using (var invited = await Send("/api/v1/people", new { email = Victim, name = "Rob" }))
                    {
                        invited.StatusCode.ShouldBe(HttpStatusCode.Created);
                    }

                    invitation = Links(Victim)[^1];
                    break;
                default:
                    using (var accepted = await _browser.Submit(Links(Victim).Last(static l => l.StartsWith("/invitation", StringComparison.Ordinal)), ("Code", Code(Links(Victim).Last(static l => l.StartsWith("/invitation", StringComparison.Ordinal)))), ("Password", Password)))
                    {
                        accepted.Headers.Location!.OriginalString.ShouldBe("/");
                    }

                    break;
            }
        }

        People().ShouldBe(2);
        (await SignsIn(Victim, "the attacker's password")).ShouldBeFalse();
        (await SignsIn(Victim, Password)).ShouldBeTrue();
        foreach (var link in Links(Victim).Where(static l => l.StartsWith("/verify", StringComparison.Ordinal)))
        {
            (await _browser.Page(link)).ShouldContain("expired or was used");
        }

        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM registration")).ShouldBe(0);
        (invitation is null || order.Contains("accept", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_that_the_sender_typed_is_mailed()
    {
        const string Text = "Your account is blocked, call +1 900 or see http://evil.example";
        using var asked = await _browser.Submit("/register", ("Email", Victim), ("Name", Text), ("Password", Text), ("Language", Text), ("ReturnUrl", Text));

        var mail = _hub.Service<Outbox>().Latest(1).Single();
        (mail.Text + mail.Subject).ShouldNotContain("evil");
        (mail.Text + mail.Subject).ShouldNotContain("blocked");
        mail.Recipient.ShouldBe(Victim);
    }

    [Theory]
    [InlineData("a b@c d")]
    [InlineData("a.@b.c")]
    [InlineData("\"q\"@x.example")]
    [InlineData("rob@x.example\r\nBcc: all@y.example")]
    [InlineData("Rob <rob@x.example>")]
    [InlineData("rob@x.example, all@y.example")]
    [InlineData("rоb@x.example")]
    public async Task An_address_that_no_mail_server_takes_is_refused_where_it_is_given(string address)
    {
        foreach (var page in new[] { "/register", "/forgot", "/signin" })
        {
            (await _browser.Submitted(page, page, ("Email", address))).ShouldContain("This is not an e-mail address.");
        }

        using var invited = await Send("/api/v1/people", new { email = address });
        invited.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var file = new StringContent($"email;name\r\n\"{address.Replace("\"", "\"\"", StringComparison.Ordinal)}\";X\r\n", System.Text.Encoding.UTF8, "text/csv");
        using var imported = await _hub.Send(HttpMethod.Post, "/api/v1/people/import", await _hub.Token("operations", "hub.admin"), file);
        imported.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _hub.Service<Outbox>().Latest(10).ShouldBeEmpty();
        People().ShouldBe(1);
    }

    [Fact]
    public async Task A_link_ends_in_a_day_and_the_clock_takes_the_row_away()
    {
        using var asked = await _browser.Submit("/register", ("Email", Victim));
        _hub.Time.Advance(Registration.Lifetime - TimeSpan.FromMinutes(1));
        (await _browser.Page(Links(Victim)[0])).ShouldContain(Victim);
        await _hub.Service<PeopleJobs>().Trim(TestContext.Current.CancellationToken);
        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM registration")).ShouldBe(1);

        _hub.Time.Advance(TimeSpan.FromMinutes(1));

        (await _browser.Page(Links(Victim)[0])).ShouldContain("expired or was used");
        using var late = await Confirm(Links(Victim)[0], "Rob", Password, "/register");
        await _hub.Service<PeopleJobs>().Trim(TestContext.Current.CancellationToken);
        _hub.Database.Read(static db => db.Long("SELECT count(*) FROM registration")).ShouldBe(0);
        People().ShouldBe(1);
    }

    /// <summary>The text, and the work behind it: hashes, tries, entries in the audit and mails, each the same whoever has the address.</summary>
    [Fact]
    public async Task Registering_and_forgetting_tell_nobody_whether_there_is_an_account()
    {
        foreach (var (state, address) in new[] { (PersonState.Disabled, "dan@acme.example"), (PersonState.Invited, "ida@acme.example"), (PersonState.AwaitsApproval, "ann@acme.example") })
        {
            await _hub.Database.Writer.Write(db => PersonRows.Insert(db, EmailAddress.Parse(address)!, state, _hub.Time.GetUtcNow()));
        }

        var registered = new List<(string, Work)>();
        var forgotten = new List<(string, Work)>();
        foreach (var address in new[] { Known, "nobody@other.example", "dan@acme.example", "ida@acme.example", "ann@acme.example" })
        {
            registered.Add(await Answer("/register", address));
            forgotten.Add(await Answer("/forgot", address));
        }

        registered.Distinct().Count().ShouldBe(1, string.Join('\n', registered.Select(static r => r.Item2)));
        registered[0].Item2.ShouldBe(new Work(Hashes: 0, Tries: 2, Audited: 1, Mails: 1));

        // A stranger's address gets no mail about a password; all else is the same, and mail goes out later and by itself.
        forgotten.Select(static f => (f.Item1, f.Item2 with { Mails = 0 })).Distinct().Count().ShouldBe(1, string.Join('\n', forgotten.Select(static f => f.Item2)));
        forgotten[0].Item2.ShouldBe(new Work(Hashes: 0, Tries: 2, Audited: 1, Mails: 1));
        forgotten[1].Item2.Mails.ShouldBe(0);

        async Task<(string Page, Work Done)> Answer(string page, string address)
        {
            var before = Work.Of(_hub);
            using var response = await _browser.Submit(page, ("Email", address));
            var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return (Antiforgery().Replace(html, "").Replace(address, "", StringComparison.Ordinal), Work.Of(_hub) - before);
        }
    }

    private Task<HttpResponseMessage> Confirm(string link, string name, string password, string? page = null) =>
        page is null ? _browser.Submit(link, ("Code", Code(link)), ("Name", name), ("Password", password)) : _browser.Submit("/verify", page, ("Code", Code(link)), ("Name", name), ("Password", password));

    private async Task<bool> SignsIn(string email, string password)
    {
        using var browser = new Browser(_hub);
        using var answer = await browser.SignIn(email, password);
        return answer.StatusCode == HttpStatusCode.Redirect;
    }

    private long People() => _hub.Database.Read(static db => db.Long("SELECT count(*) FROM person"))!.Value;

    private string Id(string email) => _hub.Database.Read(db => db.Text("SELECT Id FROM person WHERE Email = $1", email))!;

    /// <summary>The links that were mailed there, oldest first.</summary>
    private List<string> Links(string recipient) =>
        [.. _hub.Service<Outbox>().Latest(50).Reverse().Where(mail => mail.Recipient == recipient).Select(static mail => new Uri(Link().Match(mail.Text).Value).PathAndQuery)];

    private static string Code(string link) => link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];

    private async Task<HttpResponseMessage> Send(string path, object? body) =>
        await _hub.Send(HttpMethod.Post, path, await _hub.Token("operations", "hub.admin"), body is null ? null : JsonContent.Create(body));

    [GeneratedRegex("http://\\S+")]
    private static partial Regex Link();

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"")]
    private static partial Regex Antiforgery();
}
