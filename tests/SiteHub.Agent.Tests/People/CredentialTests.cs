using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.People;

public sealed class CredentialTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Me = "/api/method/frappe.auth.get_logged_user";

    [Theory]
    [InlineData("token readerkey:readersecret", 200)]
    [InlineData("Token readerkey:readersecret", 200)]
    [InlineData("Basic cmVhZGVya2V5OnJlYWRlcnNlY3JldA==", 200)]
    [InlineData("token readerkey:site1adminsec00", 401)]
    [InlineData("token readerkey:", 401)]
    [InlineData("token :readersecret", 401)]
    [InlineData("token nobody:readersecret", 401)]
    [InlineData("token", 401)]
    [InlineData("Basic", 401)]
    [InlineData("Basic ????", 401)]
    [InlineData("Bearer readerkey:readersecret", 401)]
    [InlineData("readerkey:readersecret", 401)]
    public async Task A_key_and_its_secret_say_who_asks_and_nothing_else_does(string authorization, int status)
    {
        var answer = (await site.Get(Me, authorization)).ShouldBe(status);

        if (status == 200)
        {
            answer.Text.ShouldBe("""{"message":"reader@example.com"}""");
        }
    }

    [Fact]
    public async Task Whoever_shows_nothing_is_a_guest_and_may_nothing()
    {
        (await site.Get(Me, null)).ShouldBe(403);
        (await site.Get("/api/resource/Note", null)).ShouldBe(403);
        (await site.Send("POST", "/api/resource/Note", """{"title": "x"}""", authorization: null)).ShouldBe(403);
        (await site.Send("DELETE", "/api/resource/Note/x", authorization: null)).ShouldBe(403);
    }

    [Fact]
    public async Task A_role_may_what_the_DocType_allows_it_and_no_more()
    {
        var name = (await site.Post("/api/resource/Note", """{"title": "x"}""")).Name;
        var address = $"/api/resource/Note/{name}";

        (await site.Get(address, SiteFixture.Reader)).ShouldBe(200);
        (await site.Get("/api/resource/Note", SiteFixture.Reader)).ShouldBe(200);
        (await site.Send("PUT", address, """{"title": "y"}""", SiteFixture.Reader)).ShouldBe(403);
        (await site.Send("POST", "/api/resource/Note", """{"title": "y"}""", SiteFixture.Reader)).ShouldBe(403);
        (await site.Send("DELETE", address, authorization: SiteFixture.Reader)).ShouldBe(403);
        (await site.Send("POST", "/api/method/frappe.client.rename_doc", $$"""{"doctype": "Note", "old_name": "{{name}}", "new_name": "y"}""", SiteFixture.Reader)).ShouldBe(403);
        (await site.Get("/api/resource/Note%20Seen%20By")).ShouldBe(403);
    }

    [Fact]
    public async Task To_write_is_not_to_submit_nor_to_cancel()
    {
        await using var own = new SiteFixture();
        own.DocTypes[1] = RecordedDocTypes.Quotation with
        {
            Permissions =
            [
                new PermissionEntry("System Manager", DocRights.Read | DocRights.Write | DocRights.Create | DocRights.Submit),
                new PermissionEntry("Reader", DocRights.Read | DocRights.Write | DocRights.Create | DocRights.Cancel),
            ],
        };
        await own.Start();
        const string Quotations = "/api/resource/Hub%20Quotation";
        var name = (await own.Send("POST", Quotations, """{"customer": "x"}""", SiteFixture.Reader)).ShouldBe(200).Name;

        (await own.Send("POST", Quotations, """{"customer": "x", "docstatus": 1}""", SiteFixture.Reader)).ShouldBe(403);
        (await own.Send("PUT", $"{Quotations}/{name}", """{"docstatus": 1}""", SiteFixture.Reader)).ShouldBe(403);
        (await own.Put($"{Quotations}/{name}", """{"docstatus": 1}""")).ShouldBe(200);
        (await own.Put($"{Quotations}/{name}", """{"docstatus": 2}""")).ShouldBe(403);
        (await own.Send("PUT", $"{Quotations}/{name}", """{"docstatus": 2}""", SiteFixture.Reader)).ShouldBe(200);
    }

    [Fact]
    public async Task A_link_that_somebody_is_made_to_follow_changes_nothing() =>
        (await site.Get("/api/method/frappe.client.delete?doctype=Note&name=x")).ShouldBe(403);

    [Fact]
    public async Task Who_is_no_longer_declared_may_no_longer_and_a_changed_secret_replaces_the_old()
    {
        await using var own = await SiteFixture.Started();
        own.Users.RemoveAll(user => user.Email == "reader@example.com");
        own.Users[0] = own.Users[0] with { ApiKey = new ApiKeyEntry("site1adminkey00", new Secret("another")) };
        await own.Restart();

        (await own.Get(Me, SiteFixture.Reader)).ShouldBe(401);
        (await own.Get(Me)).ShouldBe(401);
        (await own.Get(Me, "token site1adminkey00:another")).ShouldBe(200);
    }
}
