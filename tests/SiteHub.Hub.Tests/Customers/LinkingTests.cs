using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>Whose an account is does not change by the way, and neither does what a member may do.</summary>
public sealed class LinkingTests : IAsyncLifetime
{
    private const string Olivia = "olivia@northwind.example";
    private const string Bella = "bella@northwind.example";

    private PortalFixture _portal = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started(static hub =>
        {
            hub.People.Add(new SeedPerson(Olivia, "Olivia", PortalFixture.Password, [HubRoles.Operator], new Dictionary<string, IReadOnlyList<string>>()));
            hub.People.Add(new SeedPerson(Bella, "Bella", PortalFixture.Password, [HubRoles.Operator], new Dictionary<string, IReadOnlyList<string>>()) { Sites = ["acme"] });
        });
        _token = await _portal.Operator();
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task An_account_of_another_customer_is_refused_with_its_name_and_taken_only_from_the_one_that_is_named()
    {
        var path = $"/api/v1/customers/{_portal.Lakeside}/accounts/acme/CUST-R";

        var (status, problem) = await _portal.Send(HttpMethod.Put, path, _token, null);
        status.ShouldBe(HttpStatusCode.Conflict);
        ((string)problem!["title"]!).ShouldContain("CUST-R at acme is Riverside's");
        ((string)problem["customer"]!).ShouldBe(_portal.Riverside);
        foreach (var wrong in new[] { "nobody", _portal.Lakeside, "" })
        {
            (await _portal.Send(HttpMethod.Put, $"{path}?from={wrong}", _token, null)).Status.ShouldBe(HttpStatusCode.Conflict, wrong);
        }

        OwnerOf("CUST-R").ShouldBe(_portal.Riverside);
        (await _portal.Send(HttpMethod.Put, $"{path}?from={_portal.Riverside}", _token, null)).Status.ShouldBe(HttpStatusCode.NoContent);
        OwnerOf("CUST-R").ShouldBe(_portal.Lakeside);
        (await _portal.Send(HttpMethod.Put, path, _token, null)).Status.ShouldBe(HttpStatusCode.NoContent, "it is theirs already");
    }

    [Theory]
    [InlineData(Olivia)]
    [InlineData(Bella)]
    public async Task The_page_names_whose_an_account_is_and_asks(string email)
    {
        var browser = await _portal.Browser(email);
        var page = $"/admin/customers/{_portal.Lakeside}";

        var asked = await browser.Submitted(page + "?handler=Link", page, ("site", "acme"), ("account", "CUST-R"));

        System.Web.HttpUtility.HtmlDecode(asked).ShouldContain("CUST-R at acme is Riverside's. Take it from them? Their members see none of its documents from that moment, and those of Lakeside do.");
        OwnerOf("CUST-R").ShouldBe(_portal.Riverside);
        using var yes = await browser.Submit(page + "?handler=Link", page, ("site", "acme"), ("account", "CUST-R"), ("from", _portal.Riverside));
        OwnerOf("CUST-R").ShouldBe(_portal.Lakeside);
    }

    [Theory]
    [InlineData("CUST-9999")]
    [InlineData("cust-r")]
    [InlineData("CUST-R ​")]
    public async Task An_account_of_which_the_site_has_shown_nothing_is_marked_as_expected(string account)
    {
        var browser = await _portal.Browser(Olivia);
        var page = $"/admin/customers/{_portal.Lakeside}";

        using var linked = await browser.Submit(page + "?handler=Link", page, ("site", "acme"), ("account", account));

        (await browser.Page(page)).ShouldContain("The site has shown nothing of it yet");
        (await browser.Page(page)).ShouldContain(">expected</span>");
        var accounts = (await _portal.Get($"/api/v1/customers/{_portal.Lakeside}", _token)).Body!["accounts"]!.AsArray();
        accounts.Select(static one => (bool)one!["published"]!).Order().ShouldBe([false, true]);
        await _portal.Quotation("QTN-9", account.Trim());
        (await browser.Page(page)).ShouldNotContain(">expected</span>");
    }

    [Fact]
    public async Task A_file_takes_no_account_from_anybody()
    {
        using var content = new StringContent("customer,site,account\nLakeside,acme,CUST-R\nRiverside,acme,CUST-R\n", System.Text.Encoding.UTF8, "text/csv");
        var (status, problem) = await _portal.Send(HttpMethod.Post, "/api/v1/customers/import", _token, content);

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem!.ToJsonString().ShouldContain("it is Riverside");
        OwnerOf("CUST-R").ShouldBe(_portal.Riverside);
    }

    /// <summary>Neither changes what they may do, nor is a mail promised that nobody gets.</summary>
    [Theory]
    [InlineData(PortalFixture.Ada, "/members", PortalFixture.Vera)]
    [InlineData(PortalFixture.Ada, "/members", "VERA@riverside.EXAMPLE")]
    [InlineData(Olivia, "/admin/customers/", PortalFixture.Vera)]
    public async Task Whoever_is_a_member_is_not_invited_but_said_to_be_one(string by, string page, string email)
    {
        var browser = await _portal.Browser(by);
        page = page.EndsWith('/') ? page + _portal.Riverside : page;
        var mails = Mails();

        using var invited = await browser.Submit(page + "?handler=Invite", page, ("customer", _portal.Riverside), ("email", email), ("role", "administrator"));

        (await browser.Page(page)).ShouldContain("is a member already, as viewer");
        RoleOf(PortalFixture.Vera).ShouldBe("viewer");
        Mails().ShouldBe(mails);
    }

    [Fact]
    public async Task The_API_says_so_too_and_a_file_that_names_another_role_means_it()
    {
        var (status, problem) = await _portal.Post($"/api/v1/customers/{_portal.Riverside}/invitations", _token, new { email = PortalFixture.Vera, role = "administrator" });
        status.ShouldBe(HttpStatusCode.Conflict);
        ((string)problem!["type"]!).ShouldEndWith("member-already");
        RoleOf(PortalFixture.Vera).ShouldBe("viewer");

        foreach (var (role, expected) in new[] { ("", "viewer"), ("buyer", "buyer") })
        {
            using var content = new StringContent($"customer,email,role\nRiverside,{PortalFixture.Vera},{role}\n", System.Text.Encoding.UTF8, "text/csv");
            var (done, answer) = await _portal.Send(HttpMethod.Post, "/api/v1/customers/import", _token, content);
            done.ShouldBe(HttpStatusCode.OK);
            ((int)answer!["members"]!).ShouldBe(0);
            RoleOf(PortalFixture.Vera).ShouldBe(expected);
        }
    }

    private string? OwnerOf(string account) => _portal.Hub.Database.Read(session => session.Text("SELECT customer FROM customer_account WHERE site = 'acme' AND account = $1", account));

    private string? RoleOf(string email) => _portal.Hub.Database.Read(session => session.Text("SELECT role FROM customer_member WHERE person = $1 AND customer = $2", _portal.PersonOf(email), _portal.Riverside));

    private long Mails() => _portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM mail")) ?? 0;
}
