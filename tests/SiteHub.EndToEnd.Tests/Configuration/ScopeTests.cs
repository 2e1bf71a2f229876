using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

public sealed class ScopeTests
{
    private static readonly JsonNode NotSet = JsonNode.Parse("""{ "env": "NOT_SET" }""")!;

    [Fact]
    public void The_hub_does_not_mind_what_is_wrong_inside_a_site()
    {
        var file = SampleFile.Changed(f =>
        {
            f.Acme()["users"]![0]!["apiKey"]!["secret"] = NotSet.DeepClone();
            f.Acme()["masterKey"] = NotSet.DeepClone();
            f.Acme()["source"] = "nonsense";
            f["sites"]![1]!["listen"] = "http://localhost:5100";
        });

        var read = SampleFile.Parse(file, SitesScope.Hub);
        read.Sites.Select(s => (s.Slug, s.Name, s.Url)).ShouldBe(
            [("acme", "Acme Pumps", new Uri("http://localhost:5101")), ("globex", "Globex Lighting", new Uri("http://localhost:5102"))]);
        SampleFile.Faults(file).Count.ShouldBe(4);
    }

    [Fact]
    public void The_hub_does_mind_a_link_without_its_secret() =>
        SampleFile.Faults(
                SampleFile.Changed(f => f.Acme()["link"] = new JsonObject { ["secret"] = NotSet.DeepClone(), ["clientSecret"] = "x" }), SitesScope.Hub)
            .ShouldHaveSingleItem().Path.ShouldBe("$.sites[0].link.secret");

    [Fact]
    public void A_site_does_not_mind_what_is_wrong_elsewhere()
    {
        var file = SampleFile.Changed(f =>
        {
            f["hub"]!["clients"]![0]!["secret"] = NotSet.DeepClone();
            f["hub"]!["masterKey"] = "short";
            f.Acme()["source"] = "nonsense";
        });

        var read = SampleFile.Parse(file, SitesScope.Site("globex"));
        read.Hub!.Url.ShouldBe(new Uri("http://localhost:5100"));
        read.Sites.ShouldHaveSingleItem().Source!.DocTypes.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_site_needs_the_hub_s_url_and_no_more_of_it()
    {
        var file = SampleFile.Changed(f => f["hub"] = new JsonObject { ["url"] = "http://localhost:5100" });

        SampleFile.Parse(file, SitesScope.Site("acme")).Sites.ShouldHaveSingleItem().Slug.ShouldBe("acme");
        file["hub"]!.AsObject().Remove("url");
        SampleFile.Faults(file, SitesScope.Site("acme")).ShouldHaveSingleItem().Path.ShouldBe("$.hub.url");
    }

    [Fact]
    public void A_site_that_is_not_there_is_told_which_are()
    {
        var fault = SampleFile.Faults(SampleFile.Changed(_ => { }), SitesScope.Site("initech")).ShouldHaveSingleItem();

        fault.Message.ShouldContain("initech");
        fault.Message.ShouldContain("acme, globex");
    }
}
