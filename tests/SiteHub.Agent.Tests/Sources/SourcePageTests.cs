using System.Net;
using System.Text.Json.Nodes;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>The source's page of the console.</summary>
public sealed class SourcePageTests
{
    [Fact]
    public async Task A_manager_sees_how_far_it_is_checks_and_repairs_and_reads_it_in_their_language()
    {
        StandInFrappe frappe = null!;
        await using var world = await Joined.Started(site =>
        {
            frappe = StandInErp.AddTo(new StandInFrappe(site.Time));
            frappe.StartAsync().GetAwaiter().GetResult();
            site.DocTypes.Clear();
            site.DocTypes.Add(new("Issue", FrappeWorld.Naming, false, false, "subject", [FrappeWorld.Field("subject"), FrappeWorld.Field("gone")], []));
            site.Frappe = new FrappeEntry(frappe.Url, new ApiKeyEntry(StandInFrappe.Key, new Secret(StandInFrappe.Secret)), FrappeBudget.Default);
        });
        await using var _ = frappe;
        world.Hub.Person = new Person("sub-1", "manager@example.com", "System Manager");
        using var manager = await world.SignedIn();

        (await manager.Open("/admin/source")).ShouldBe(HttpStatusCode.OK);
        manager.Page.ShouldContain(frappe.Url.ToString());
        manager.Page.ShouldContain("Nobody has looked just now.");
        (await manager.Open("/admin")).Page.ShouldContain("href=\"/admin/source\"");

        await manager.Open("/admin/source");
        (await manager.Send("/admin/source?handler=Check")).ShouldBe(HttpStatusCode.OK);
        manager.Page.ShouldContain("The webhook SiteHub acme Issue on_change is not there.");
        manager.Page.ShouldContain("Issue has no field gone any more, or never had.");
        manager.Page.ShouldContain("The site does not reach the agent at http://localhost:5101");
        frappe.Site.Of("Webhook").ShouldBeEmpty();

        manager.Language = "de";
        (await manager.Send("/admin/source?handler=Repair")).ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(manager.Page).ShouldContain("3 Webhooks angelegt oder gerichtet.");
        WebUtility.HtmlDecode(manager.Page).ShouldContain("Issue hat kein Feld gone mehr oder hatte es nie.");
        frappe.Site.Of("Webhook").Count.ShouldBe(3);
        frappe.Site.Update("Webhook", "SiteHub acme Issue on_change", new JsonObject { ["enabled"] = 0 });

        manager.Language = "en";
        (await manager.Send("/admin/source?handler=Check")).ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(manager.Page).ShouldContain("Somebody changed the webhook SiteHub acme Issue on_change: it is disabled.");
    }

    [Fact]
    public async Task A_site_that_keeps_its_own_documents_has_no_such_page()
    {
        await using var world = await Joined.Started();
        world.Hub.Person = new Person("sub-1", "manager@example.com", "System Manager");
        using var manager = await world.SignedIn();

        (await manager.Open("/admin/source")).ShouldBe(HttpStatusCode.NotFound);
        (await manager.Open("/admin")).Page.ShouldNotContain("/admin/source");
    }
}
