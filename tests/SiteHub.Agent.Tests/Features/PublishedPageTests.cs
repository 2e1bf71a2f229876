using System.Net;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Features;

/// <summary>The site's own people see exactly what the hub was told.</summary>
public sealed class PublishedPageTests
{
    [Fact]
    public async Task The_fields_and_documents_that_the_hub_has_are_shown_to_whoever_may_read_them_and_to_nobody_else()
    {
        await using var world = await Joined.Started(static site => site.Publications.Add(new PublicationEntry("Note", "doc.public", [new PublishedField("title", "title", null)], null, CardEntry.Empty)));
        var told = (await world.Site.Post("/api/resource/Note", """{"title":"told","content":"secret","public":1}""")).ShouldBe(200).Name;
        var kept = (await world.Site.Post("/api/resource/Note", """{"title":"kept"}""")).ShouldBe(200).Name;
        using var reader = await world.SignedIn();

        (await reader.Open("/published")).ShouldBe(HttpStatusCode.OK);
        reader.Page.ShouldContain(told);
        reader.Page.ShouldNotContain(kept);
        (await reader.Open($"/published/document?docType=Note&name={told}")).ShouldBe(HttpStatusCode.OK);
        reader.Page.ShouldContain("told");
        reader.Page.ShouldNotContain("secret");
        (await reader.Open($"/published/document?docType=Note&name={kept}")).ShouldBe(HttpStatusCode.NotFound);

        world.Hub.Person = new Person("sub-stranger", "stranger@example.com");
        using var stranger = await world.SignedIn();
        await stranger.Open("/published");
        stranger.Page.ShouldNotContain(told);
        (await stranger.Open($"/published/document?docType=Note&name={told}")).ShouldBe(HttpStatusCode.NotFound);
    }
}
