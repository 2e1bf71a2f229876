using System.Net;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Features;

public sealed class PageTests
{
    private const string NewQuotation = "/documents/form?docType=Hub%20Quotation";

    [Fact]
    public async Task A_person_sees_the_DocTypes_of_their_roles_and_no_others()
    {
        var secret = RecordedDocTypes.Of("Pay Slip", new NamingRule(NamingKind.Hash, ""), submittable: false, RecordedDocTypes.Field("text", FieldType.Data)) with
        {
            Permissions = [new PermissionEntry("System Manager", DocRights.Read)],
        };
        await using var world = await Joined.Started(site => site.DocTypes.Add(secret));
        world.Hub.Person = new Person("sub-1", "nobody@example.com");
        using var nobody = await world.SignedIn();
        nobody.Page.ShouldContain("Your roles let you see no documents here");
        (await nobody.Open("/documents?docType=Note")).ShouldBe(HttpStatusCode.Forbidden);
        (await nobody.Open("/documents/form?docType=Note")).ShouldBe(HttpStatusCode.Forbidden);

        world.Hub.Person = new Person("sub-2", "reads@example.com", "Reader");
        using var reader = await world.SignedIn();
        reader.Page.ShouldContain("/documents?docType=Note");
        reader.Page.ShouldNotContain("Pay Slip");
        (await reader.Open("/documents?docType=Pay%20Slip")).ShouldBe(HttpStatusCode.Forbidden);
        (await reader.Open("/documents?docType=Nothing")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_only_read_sees_a_locked_form_and_cannot_save_past_it()
    {
        await using var world = await Joined.Started();
        var name = (await world.Site.Post("/api/resource/Note", """{"title": "<b>T</b>"}""")).Name;
        using var reader = await world.SignedIn();

        (await reader.Open($"/documents/form?docType=Note&name={name}")).ShouldBe(HttpStatusCode.OK);
        reader.Page.ShouldContain("&lt;b&gt;T&lt;/b&gt;");
        reader.Page.ShouldNotContain("<b>T");
        reader.Page.ShouldNotContain("handler=Save");
        (await reader.Send($"/documents/form?docType=Note&name={name}&handler=Save", new() { ["f.title"] = "changed" })).ShouldBe(HttpStatusCode.Forbidden);
        (await reader.Send("/documents/form?docType=Note&handler=Save", new() { ["f.title"] = "new" })).ShouldBe(HttpStatusCode.Forbidden);
        (await world.Site.Get($"/api/resource/Note/{name}")).Data["title"]!.ToString().ShouldBe("<b>T</b>");
    }

    [Fact]
    public async Task A_document_is_made_changed_submitted_changed_and_cancelled_by_forms_alone()
    {
        await using var world = await Joined.Started();
        using var browser = await Manager(world);
        await browser.Open(NewQuotation);
        var fields = browser.Fields();
        fields["f.customer"] = "C1";
        fields["t.items.0.item_code"] = "I1";
        fields["t.items.0.qty"] = "2";
        fields["t.items.1.item_code"] = "I2";
        fields["t.items.1.qty"] = "1";
        (await browser.Send($"{NewQuotation}&handler=Save", fields)).ShouldBe(HttpStatusCode.OK);
        var name = System.Web.HttpUtility.ParseQueryString(new Uri(browser.Visited[^1]).Query)["name"]!;
        var address = $"{NewQuotation}&name={name}";
        var rest = $"/api/resource/Hub%20Quotation/{name}";
        (await world.Site.Get(rest)).Data["items"]!.AsArray().Select(row => (string)row!["item_code"]!).ShouldBe(["I1", "I2"]);
        (await world.Site.Get(rest)).Data["owner"]!.ToString().ShouldBe("boss@example.com");

        fields = browser.Fields();
        fields["f.remarks"] = "by form";
        fields["t.items.0.#removed"] = "1";
        (await browser.Send($"{address}&handler=Submit", fields)).ShouldBe(HttpStatusCode.OK);
        var stored = (await world.Site.Get(rest)).Data;
        ((int)stored["docstatus"]!, (string)stored["remarks"]!, stored["items"]!.AsArray().Count).ShouldBe((1, "by form", 1));

        browser.Fields().ShouldNotContainKey("f.customer");
        fields = browser.Fields();
        fields["f.remarks"] = "after";
        (await browser.Send($"{address}&handler=Save", fields)).ShouldBe(HttpStatusCode.OK);
        (await world.Site.Get(rest)).Data["remarks"]!.ToString().ShouldBe("after");

        (await browser.Send($"{address}&handler=Cancel", browser.Fields())).ShouldBe(HttpStatusCode.OK);
        ((int)(await world.Site.Get(rest)).Data["docstatus"]!).ShouldBe(2);
        browser.Page.ShouldContain("Cancelled");
        new[] { "handler=Save", "handler=Submit", "handler=Cancel" }.Where(form => browser.Page.Contains(form, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_with_any_name_of_any_DocType_is_reached()
    {
        await using var world = await Joined.Started();
        using var browser = await Manager(world);
        await browser.Open("/documents/form?docType=Seite%20%2F%20Page");
        var fields = browser.Fields();
        (fields["given_name"], fields["f.text"]) = ("a/b & ü?#%2F+", "first\r\nsecond");
        (await browser.Send("/documents/form?docType=Seite%20%2F%20Page&handler=Save", fields)).ShouldBe(HttpStatusCode.OK);

        (await browser.Open("/documents?docType=Seite%20%2F%20Page")).ShouldBe(HttpStatusCode.OK);
        var link = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(browser.Page, "href=\"(/documents/form[^\"]*name=[^\"]+)\"").Groups[1].Value);
        (await browser.Open(link)).ShouldBe(HttpStatusCode.OK);
        browser.Fields()["f.text"].ShouldBe("first\nsecond");
    }

    [Fact]
    public async Task What_is_refused_is_said_and_what_was_typed_stays()
    {
        await using var world = await Joined.Started();
        using var browser = await Manager(world);
        await browser.Open(NewQuotation);
        var fields = browser.Fields();
        fields["f.customer"] = "";
        fields["f.remarks"] = "typed at length";

        (await browser.Send($"{NewQuotation}&handler=Save", fields)).Last.StatusCode.ShouldBe((HttpStatusCode)417);

        browser.Page.ShouldContain("alert-danger");
        browser.Page.ShouldContain("typed at length");
        browser.Page.ShouldNotContain("&lt;strong&gt;");
        world.Site.Count().ShouldBe(0);
    }

    [Fact]
    public async Task Who_was_overtaken_is_told_and_overwrites_nothing()
    {
        await using var world = await Joined.Started();
        using var browser = await Manager(world);
        var name = (await world.Site.Post("/api/resource/Note", """{"title": "T"}""")).Name;
        await browser.Open($"/documents/form?docType=Note&name={name}");
        var fields = browser.Fields();
        await world.Site.Put($"/api/resource/Note/{name}", """{"title": "faster"}""");
        fields["f.title"] = "slower";

        (await browser.Send($"/documents/form?docType=Note&name={name}&handler=Save", fields)).Last.StatusCode.ShouldBe((HttpStatusCode)417);
        browser.Page.ShouldContain("has been modified after you have opened it");
        (await browser.Send($"/documents/form?docType=Note&name={name}&handler=Save", browser.Fields())).Last.StatusCode.ShouldBe((HttpStatusCode)417);
        (await world.Site.Get($"/api/resource/Note/{name}")).Data["title"]!.ToString().ShouldBe("faster");
    }

    [Fact]
    public async Task A_form_of_another_page_is_not_taken()
    {
        await using var world = await Joined.Started();
        using var browser = await Manager(world);

        (await browser.Send("/documents/form?docType=Note&handler=Save", new() { ["f.title"] = "forged" }, forged: true)).ShouldBe(HttpStatusCode.BadRequest);

        world.Site.Count().ShouldBe(0);
    }

    [Fact]
    public async Task Lists_are_paged_and_speak_the_persons_language()
    {
        await using var world = await Joined.Started();
        for (var n = 0; n < 25; n++)
        {
            await world.Site.Post("/api/resource/Note", $$"""{"title": "T{{n}}"}""");
        }

        using var browser = await Manager(world);
        await browser.Open("/documents?docType=Note");
        browser.Page.ShouldContain("Page 1 of 2, 25 documents");
        browser.Language = "de-AT, en;q=0.5";
        await browser.Open("/documents?docType=Note&at=2");
        browser.Page.ShouldContain("Seite 2 von 2, 25 Dokumente");
        browser.Page.ShouldContain("<html lang=\"de\"");

        // What they told the hub goes before what the browser says, and what they chose here before both.
        world.Hub.Person = world.Hub.Person with { Locale = "en" };
        await browser.Open("/signin");
        browser.Page.ShouldContain("<html lang=\"en\"");
        await browser.Send("/preferences", new() { ["language"] = "de" });
        browser.Page.ShouldContain("<html lang=\"de\"");
    }

    [Fact]
    public async Task Every_page_forbids_scripts_frames_and_keeping()
    {
        await using var world = await Joined.Started();
        using var browser = await Manager(world);
        foreach (var page in new[] { "/", "/documents?docType=Note", "/documents/form?docType=Note", "/me/hub", "/signed-out", "/signin/refused" })
        {
            await browser.Open(page);
            var policy = browser.Last.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe");
            browser.Last.Headers.CacheControl!.NoStore.ShouldBeTrue(page);
            browser.Page.ShouldNotContain("<script>");
            browser.Page.ShouldNotContain(" style=");
        }
    }

    private static async Task<Browser> Manager(Joined world)
    {
        world.Hub.Person = new Person("sub-boss", "boss@example.com", "System Manager");
        return await world.SignedIn();
    }
}
