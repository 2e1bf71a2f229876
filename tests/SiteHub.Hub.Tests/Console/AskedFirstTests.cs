using System.Net;
using System.Text.RegularExpressions;
using System.Web;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What cannot be taken back is asked before it is done, in the words of what will happen, and without a script too.</summary>
public sealed partial class AskedFirstTests : IAsyncLifetime
{
    private const string Olivia = "olivia@northwind.example";

    /// <summary>A handler of such a name takes something away from somebody.</summary>
    private static readonly string[] Takes = ["Remove", "Delete", "Unlink", "Leave", "Revoke", "Rotate", "Disable", "Discard", "Withdraw", "Decline", "End", "All", "ResetFactor", "Disconnect", "RemovePasskey"];

    /// <summary>Those that need no question, and why.</summary>
    private static readonly Dictionary<string, string> Unasked = new()
    {
        ["Features/Admin/Webhooks/Webhook.cshtml Disable"] = "what waits stays, and goes when it is enabled",
        ["Features/Admin/Webhooks/Webhook.cshtml Rotate"] = "the old secret signs on for a day",
    };

    private PortalFixture _portal = null!;
    private Browser _olivia = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started(static hub => hub.People.Add(new SeedPerson(Olivia, "Olivia", PortalFixture.Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>())));
        _olivia = await _portal.Browser(Olivia);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_member_is_removed_only_after_a_yes_and_the_question_says_who_loses_what()
    {
        var ada = await _portal.Browser(PortalFixture.Ada);

        var (question, yes) = await Asked(ada, "/members", "Remove", "person", _portal.PersonOf(PortalFixture.Vera));

        question.ShouldBe("Remove vera from Riverside? From that moment they see none of its documents, and can ask for nothing in its name.");
        Members().ShouldBe(3, "nothing is done yet");
        using var done = await yes();
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        Members().ShouldBe(2);

        long Members() => Count("SELECT count(*) FROM customer_member WHERE customer = $1", _portal.Riverside);
    }

    [Fact]
    public async Task An_account_is_unlinked_a_member_removed_and_a_customer_deleted_by_an_operator_only_after_a_yes()
    {
        var page = $"/admin/customers/{_portal.Riverside}";
        foreach (var (handler, field, value, words, left) in new (string Handler, string? Field, string Value, string Words, string Left)[]
        {
            ("Unlink", "account", "CUST-R", "Unlink CUST-R at acme? The members of Riverside see none of its documents", "SELECT count(*) FROM customer_account WHERE account = 'CUST-R'"),
            ("Leave", "person", _portal.PersonOf(PortalFixture.Rita), "Remove rita from Riverside?", $"SELECT count(*) FROM customer_member WHERE person = '{_portal.PersonOf(PortalFixture.Rita)}'"),
            ("Delete", null, "", "Remove Riverside? Its 2 members see none of its documents", "SELECT count(*) FROM customer WHERE name = 'Riverside'"),
        })
        {
            var (question, yes) = await Asked(_olivia, page, handler, field, value);
            question.ShouldContain(words);
            Count(left).ShouldBe(1, handler);
            using var done = await yes();
            Count(left).ShouldBe(0, handler);
        }
    }

    [Fact]
    public async Task Signing_out_everywhere_disabling_a_client_and_disabling_a_person_are_asked()
    {
        var (client, disable) = await Asked(_olivia, "/admin/clients", null, "id", "reader");
        client.ShouldBe("Disable reader? It gets no more tokens, and those that it has are worth nothing at once.");
        Count("SELECT disabled FROM client WHERE client_id = 'reader'").ShouldBe(0);
        using var disabled = await disable();
        Count("SELECT disabled FROM client WHERE client_id = 'reader'").ShouldBe(1);
        (await _olivia.Page("/admin/clients")).ShouldNotContain("Disable reader?", Case.Sensitive, "to enable it takes nothing from anybody");

        var (person, _) = await Asked(_olivia, $"/admin/people/{_portal.PersonOf(PortalFixture.Leo)}", "Disable", null, "");
        person.ShouldStartWith("Disable leo? Their sessions and tokens end at once");

        var rita = await _portal.Browser(PortalFixture.Rita);
        var (everywhere, all) = await Asked(rita, "/account/sessions", "All", null, "");
        everywhere.ShouldStartWith("Sign out in every browser, this one too?");
        (await rita.Get("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var signedOut = await all();
        (await rita.Get("/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_question_is_shown_as_text_and_in_the_readers_language_and_leads_back_to_the_page()
    {
        await _portal.Hub.Database.Writer.Write(session => session.Execute("UPDATE person SET Name = '<script>x</script>' WHERE Email = $1", PortalFixture.Vera));
        var ada = await _portal.Browser(PortalFixture.Ada);
        using var german = await ada.Submit("/preferences", "/members", ("language", "de"), ("returnUrl", "/members"));

        var html = await AskedPage(ada, "/members", "Remove", "person", _portal.PersonOf(PortalFixture.Vera));

        html.ShouldContain("Sind Sie sicher?");
        html.ShouldContain("&lt;script&gt;x&lt;/script&gt; aus Riverside entfernen?");
        html.ShouldNotContain("<script>x");
        html.ShouldContain("<a class=\"btn\" href=\"/members\">");
    }

    /// <summary>Else a foreign page could have its own words shown here, with a form behind them that is good.</summary>
    [Fact]
    public async Task A_question_from_elsewhere_is_shown_to_nobody()
    {
        var ada = await _portal.Browser(PortalFixture.Ada);

        using var answer = await ada.Post("/members?handler=Remove", null, ("ask-first", "Win a car?"), ("customer", _portal.Riverside), ("person", _portal.PersonOf(PortalFixture.Vera)));
        using var error = await ada.Post("/error/404", null, ("ask-first", "Win a car?"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await error.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("Win a car?");
    }

    [Fact]
    public void Every_form_that_takes_something_away_asks_first()
    {
        var source = Path.Combine(Root(), "src");
        var forms = Directory.EnumerateFiles(source, "*.cshtml", SearchOption.AllDirectories).Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Form().Matches(File.ReadAllText(file)).Select(form => (At: Path.GetRelativePath(source, file).Replace('\\', '/').Split('/', 2)[1], Form: form.Value)))
            .Select(static found => (found.At, found.Form, Handler: Handler().Match(found.Form) is { Success: true } named ? named.Groups[1].Value : ""))
            .Where(found => Takes.Contains(found.Handler)).ToList();

        forms.Count.ShouldBeGreaterThan(20);
        forms.Where(static found => !found.Form.Contains("data-confirm=", StringComparison.Ordinal)).Select(static found => $"{found.At} {found.Handler}").Except(Unasked.Keys).ShouldBeEmpty();
    }

    private static async Task<(string Question, Func<Task<HttpResponseMessage>> Yes)> Asked(Browser browser, string page, string? handler, string? field, string value)
    {
        var html = await AskedPage(browser, page, handler, field, value);
        var form = html[html.IndexOf("id=\"question\"", StringComparison.Ordinal)..];
        var fields = Hidden().Matches(form[..form.IndexOf("</form>", StringComparison.Ordinal)]).Select(static m => (Name: HttpUtility.HtmlDecode(m.Groups[1].Value), Value: HttpUtility.HtmlDecode(m.Groups[2].Value))).ToArray();
        fields.ShouldNotContain(static f => f.Name == "ask-first");
        var action = HttpUtility.HtmlDecode(Action().Matches(html).Single().Groups[1].Value);
        return (HttpUtility.HtmlDecode(Question().Match(html).Groups[1].Value), () => browser.Post(action, null, fields));
    }

    /// <summary>Sends the page's own form as it stands, as a browser without a script does.</summary>
    private static async Task<string> AskedPage(Browser browser, string page, string? handler, string? field, string value)
    {
        var html = await browser.Page(page);
        var form = Whole().Matches(html).Select(static m => m.Value).Single(form =>
            (handler is null || form.Contains($"handler={handler}\"", StringComparison.Ordinal)) && form.Contains("ask-first", StringComparison.Ordinal)
            && (field is null || Hidden().Matches(form).Any(m => m.Groups[1].Value == field && HttpUtility.HtmlDecode(m.Groups[2].Value) == value)));
        var action = Address().Match(form) is { Success: true } at ? HttpUtility.HtmlDecode(at.Groups[1].Value) : page;
        using var answer = await browser.Post(action, null, [.. Hidden().Matches(form).Select(static m => (HttpUtility.HtmlDecode(m.Groups[1].Value), HttpUtility.HtmlDecode(m.Groups[2].Value)))]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    private long Count(string sql, params object?[] args) => _portal.Hub.Database.Read(session => session.Long(sql, args)) ?? 0;

    private static string Root()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SiteHub.sln")))
        {
            root = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar))!;
        }

        return root;
    }

    [GeneratedRegex("<form\\b[^<]*?method=\"post\"[^\\n]*")]
    private static partial Regex Form();

    [GeneratedRegex("asp-page-handler=\"(\\w+)\"|handler=(\\w+)\"")]
    private static partial Regex Handler();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Whole();

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"")]
    private static partial Regex Address();

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\" class=\"d-flex flex-wrap gap-2\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input (?=[^>]*type=\"hidden\")[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("<p id=\"question\">(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Question();
}
