using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>Customers as the operators keep them.</summary>
public sealed class CustomersApiTests : IAsyncLifetime
{
    private PortalFixture _portal = null!;
    private string _token = null!;
    private long _revision = 1;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _token = await _portal.Operator();
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_customer_is_made_renamed_given_accounts_and_members_and_deleted()
    {
        var (created, customer) = await _portal.Post("/api/v1/customers", _token, new { name = "Hillside" });
        var path = $"/api/v1/customers/{customer!["id"]}";
        created.ShouldBe(HttpStatusCode.Created);
        (await _portal.Post("/api/v1/customers", _token, new { name = "hillside" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _portal.Send(HttpMethod.Put, path, _token, Json(new { name = "Hillside Ltd" }))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _portal.Send(HttpMethod.Put, path, _token, Json(new { name = "Riverside" }))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _portal.Send(HttpMethod.Put, path + "/accounts/acme/CUST%2F9", _token, null)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _portal.Send(HttpMethod.Put, path + "/accounts/nowhere/X", _token, null)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _portal.Send(HttpMethod.Put, $"{path}/members/{_portal.PersonOf(PortalFixture.Leo)}", _token, Json(new { role = "viewer" }))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _portal.Send(HttpMethod.Put, $"{path}/members/{_portal.PersonOf(PortalFixture.Leo)}", _token, Json(new { role = "king" }))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _portal.Post(path + "/invitations", _token, new { email = "hanna@hillside.example", role = "buyer" })).Status.ShouldBe(HttpStatusCode.Created);

        var (_, whole) = await _portal.Get(path, _token);
        ((string)whole!["name"]!).ShouldBe("Hillside Ltd");
        whole["members"]!.AsArray().Select(static member => (string)member!["email"]!).ShouldBe(["hanna@hillside.example", PortalFixture.Leo]);
        (await _portal.Get("/api/v1/me/customers", await _portal.Token(PortalFixture.Leo))).Body!.AsArray().Count.ShouldBe(2);

        (await _portal.Send(HttpMethod.Delete, path, _token, null)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _portal.Get(path, _token)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _portal.Get("/api/v1/me/customers", await _portal.Token(PortalFixture.Leo))).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_makes_customers_accounts_and_members_and_once_more_changes_nothing()
    {
        const string File = "customer,site,account,email,name,role\nHillside,acme,H-1,hanna@hillside.example,Hanna,administrator\nhillside,globex,H-2,,,\nHillside,,,henry@hillside.example,Henry,\n";

        var (status, first) = await Import(File);
        var (_, again) = await Import(File);

        status.ShouldBe(HttpStatusCode.OK);
        ((int)first!["created"]!, (int)first["linked"]!, (int)first["members"]!).ShouldBe((1, 2, 2));
        ((int)again!["created"]!).ShouldBe(0);
        var hillside = (await _portal.Get("/api/v1/customers?text=hills", _token)).Body!.AsArray().ShouldHaveSingleItem()!;
        hillside["accounts"]!.AsArray().Count.ShouldBe(2);
        hillside["members"]!.AsArray().Select(static member => (string)member!["role"]!).ShouldBe(["administrator", "buyer"]);
    }

    [Fact]
    public async Task A_file_with_a_fault_changes_nothing_and_names_every_line()
    {
        var (status, problem) = await Import("customer,site,account,email,role\n,acme,H-1,,\nA,nowhere,X,,\nB,acme,,,\nC,,,no address,king\nD,acme,Z,,\nE,acme,Z,,\n");

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem!["errors"]!.AsArray().Select(static fault => ((string)fault!["member"]!)).ShouldBe(
            ["line 2: customer", "line 3: site", "line 4: account", "line 5: email", "line 5: role", "line 7: account"]);
        (await _portal.Get("/api/v1/customers", _token)).Body!.AsArray().Count.ShouldBe(2);
        (await Import("customer,surprise\nA,b\n")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_account_whose_address_has_a_customer_s_domain_is_proposed_and_linked_by_nobody_but_a_person()
    {
        await _portal.Acme.Changed(Naming("CUST-9", "CUST-9", "office@Riverside.example", "chief@riverside.example") with { Card = DocumentCard.Empty with { Title = "Riverside Works" } });
        await _portal.Acme.Changed(Naming("CUST-8", "CUST-8", "someone@gmail.com"));

        var proposal = (await _portal.Get("/api/v1/customers/proposals", _token)).Body!.AsArray().ShouldHaveSingleItem()!;

        ((string)proposal["account"]!, (string)proposal["title"]!, (string)proposal["customerName"]!).ShouldBe(("CUST-9", "Riverside Works", "Riverside"));
        await _portal.Send(HttpMethod.Put, $"/api/v1/customers/{proposal["customer"]}/accounts/acme/CUST-9", _token, null);
        (await _portal.Get("/api/v1/customers/proposals", _token)).Body!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Addresses_in_a_customer_s_own_records_are_proposed_to_whoever_may_invite_and_give_nobody_anything()
    {
        var riverside = $"/api/v1/customers/{_portal.Riverside}";
        await _portal.Send(HttpMethod.Put, riverside + "/accounts/acme/CUST-9", _token, null);
        await _portal.Acme.Changed(Naming("CUST-9", "CUST-9", "Office@Riverside.example", "paul@riverside.example", "rita@riverside.example", "no address", "a@", "@b.example"));
        await _portal.Acme.Changed(Naming("CUST-8", "CUST-8", "else@lakeside.example"));

        // What its site says nothing of is nobody's, whatever its fields are called.
        await _portal.Acme.Changed(SiteLog.Document("CUST-9", 1, """{"email_id":"quoted@riverside.example","portal_users":[{"user":"other@riverside.example"}]}""", docType: "Klant", account: "CUST-9"));

        (await Proposed()).ShouldBe(["office@riverside.example", "paul@riverside.example"]);
        var paul = (await _portal.Get("/api/v1/people?text=paul", _token)).Body;
        (paul?["people"]?.AsArray().Count ?? 0).ShouldBe(0);
        var ada = await _portal.Browser(PortalFixture.Ada);
        (await ada.Page("/members")).ShouldContain("data-proposal=\"paul@riverside.example\"");
        var vera = await _portal.Browser(PortalFixture.Vera);
        (await vera.Page("/members")).ShouldNotContain("paul@riverside.example");

        using var asked = await ada.Submit("/members?handler=Invite", "/members", ("customer", _portal.Riverside), ("email", "paul@riverside.example"), ("role", "viewer"));
        asked.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Proposed()).ShouldBe(["office@riverside.example"]);

        await _portal.Acme.Changed(Naming("CUST-9", "CUST-9"));
        (await Proposed()).ShouldBeEmpty();

        async Task<List<string>> Proposed() => [.. (await _portal.Get(riverside + "/proposals", _token)).Body!.AsArray().Select(static one => (string)one!["email"]!)];
    }

    /// <summary>A contact belongs to no customer as a document, and to several as a person; nobody sees it in the portal.</summary>
    [Fact]
    public async Task Whom_a_contact_names_is_proposed_to_each_customer_that_it_leads_to_and_the_contact_is_shown_to_nobody()
    {
        var riverside = $"/api/v1/customers/{_portal.Riverside}";
        await _portal.Send(HttpMethod.Put, riverside + "/accounts/acme/CUST-9", _token, null);
        var contact = SiteLog.Document("Olga", 1, """{"name":"Olga"}""", docType: "Contact", account: null) with { People = [new("CUST-9", "olga@riverside.example"), new("CUST-8", "olga@riverside.example"), new("CUST-9", "o@river.example")] };
        await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, Catalogue(people: true).WriteTo);
        await _portal.Acme.Changed(contact);

        (await Proposed()).ShouldBe(["o@river.example", "olga@riverside.example"]);
        var ada = await _portal.Browser(PortalFixture.Ada);
        (await ada.Page("/documents")).ShouldSatisfyAllConditions(static page => page.ShouldNotContain("Olga"), static page => page.ShouldNotContain(">Contact<"), static page => page.ShouldContain(">Quotation<"));
        (await ada.Page("/members")).ShouldContain("data-proposal=\"olga@riverside.example\"");

        // An older one changes nothing, a newer one everything; what went names nobody, and what its site does not look for any more neither.
        await _portal.Acme.Changed(contact with { People = [new("CUST-9", "late@riverside.example")] });
        (await Proposed()).ShouldBe(["o@river.example", "olga@riverside.example"]);
        await _portal.Acme.Changed(contact with { Revision = 2, People = [new("CUST-8", "olga@riverside.example")] });
        (await Proposed()).ShouldBeEmpty();
        await _portal.Acme.Changed(contact with { Revision = 3 });
        (await Proposed()).Count.ShouldBe(2);
        await _portal.Acme.Apply(LinkEventTypes.DocumentWithdrawn, (SiteLog.Removal("Olga", 4, previousAccount: null) with { DocType = "Contact" }).WriteTo);
        (await Proposed()).ShouldBeEmpty();
        await _portal.Acme.Changed(contact with { Revision = 5 });
        (await Proposed()).Count.ShouldBe(2);
        await _portal.Acme.Apply(LinkEventTypes.SiteCatalogue, Catalogue(people: false).WriteTo);
        (await Proposed()).ShouldBeEmpty();
        _portal.Hub.Database.Read(static session => session.Long("SELECT count(*) FROM document_person")).ShouldBe(0);

        async Task<List<string>> Proposed() => [.. (await _portal.Get(riverside + "/proposals", _token)).Body!.AsArray().Select(static one => (string)one!["email"]!)];

        static SiteCatalogue Catalogue(bool people) => new([new CatalogueDocType("Contact", false), new CatalogueDocType("Quotation", true)], [new CataloguePublication("Contact", 0, []) { People = people, Shown = !people }, new CataloguePublication("Quotation", 0, [])]);
    }

    private DocumentChange Naming(string name, string account, params string[] emails) => SiteLog.Document(name, ++_revision, docType: "Customer", account: account) with { People = [.. emails.Select(email => new DocumentPerson(account, email))] };

    private async Task<(HttpStatusCode Status, JsonNode? Body)> Import(string csv)
    {
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        return await _portal.Send(HttpMethod.Post, "/api/v1/customers/import", _token, content);
    }

    private static System.Net.Http.Json.JsonContent Json(object value) => System.Net.Http.Json.JsonContent.Create(value);
}
