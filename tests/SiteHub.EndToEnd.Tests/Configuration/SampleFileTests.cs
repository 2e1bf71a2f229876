using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

public sealed class SampleFileTests
{
    [Fact]
    public void The_sample_fits_the_published_schema() => SampleFile.FitsSchema(SampleFile.Changed(_ => { })).ShouldBeTrue();

    [Fact]
    public void The_sample_is_read_with_its_hub_and_two_sites()
    {
        var file = SitesFileReader.Read(SampleFile.Path, SitesScope.All);

        file.Hub!.Url.ShouldBe(new Uri("http://localhost:5100"));
        file.Hub.Clients.ShouldHaveSingleItem().Scopes.ShouldBe(["hub.read", "hub.admin"]);
        file.Sites.Select(s => s.SignIn.StoreTokens).ShouldBe([true, false]);
        file.Sites.Select(s => (s.Slug, s.Listen)).ShouldBe([("acme", "http://localhost:5101"), ("globex", "http://localhost:5102")]);
        foreach (var site in file.Sites)
        {
            site.Source!.DocTypes.Where(d => !d.Child).Select(d => d.Name)
                .ShouldBe(["Customer", "Item", "Quotation", "Sales Order", "Sales Invoice", "Issue", "Opportunity"]);
            site.Users.Select(u => u.Kind).ShouldBe([UserKind.Employee, UserKind.Employee, UserKind.Contact]);
            site.Publications.ShouldAllBe(p => p.Account != null && p.Card.Title != null);
        }
    }

    [Fact]
    public void Each_way_to_write_something_is_read_as_what_it_means()
    {
        var file = SitesFileReader.Read(SampleFile.Path, SitesScope.All);
        var quotation = file.Sites[0].Source!.DocTypes.Single(d => d.Name == "Quotation");

        quotation.Naming.ShouldBe(new NamingRule(NamingKind.Series, "QTN-.#####"));
        file.Sites[0].Source!.DocTypes.Single(d => d.Name == "Item").Naming.ShouldBe(new NamingRule(NamingKind.Field, "item_code"));
        file.Sites[0].Source!.DocTypes.Single(d => d.Name == "Sales Order Item").Naming.Kind.ShouldBe(NamingKind.Hash);
        quotation.Submittable.ShouldBeTrue();
        quotation.Permissions[1].ShouldBe(
            new PermissionEntry("Sales User", DocRights.Read | DocRights.Write | DocRights.Create | DocRights.Submit | DocRights.Cancel));
        var status = quotation.Fields.Single(f => f.Name == "status");
        status.Choices.ShouldContain("Ordered");
        status.AllowOnSubmit.ShouldBeTrue();
        status.Default!.Value.GetString().ShouldBe("Draft");
        quotation.Fields.Single(f => f.Name == "grand_total").Label.ShouldBe("Grand Total");
        quotation.Fields.Single(f => f.Name == "items").Target.ShouldBe("Quotation Item");
        file.Sites[0].Publications[0].Fields.ShouldContain(new PublishedField("items", "items", null));
        var columns = file.Sites[1].Publications[0].Fields.Single(f => f.Field == "items").Columns!;
        columns.ShouldContain(new PublishedField("qty", "quantity", null));
    }

    /// <summary>The thread from which the project began shows a receiver what one Quotation looks like.</summary>
    [Fact]
    public void The_forum_s_quotation_is_seeded_with_its_item_row_to_the_letter()
    {
        using var vector = JsonDocument.Parse(File.ReadAllText(Repository.File("tests/SiteHub.EndToEnd.Tests/Configuration/forum-quotation.json")));
        var expected = vector.RootElement.GetProperty("expectedBody").GetProperty("lineItems")[0];
        var acme = SitesFileReader.Read(SampleFile.Path, SitesScope.All).Sites[0];

        var quotation = acme.Source!.Seed.Documents.Single(d => d.DocType == "Quotation").Document;
        quotation.GetProperty("name").GetString().ShouldBe("QTN-00001");
        quotation.GetProperty("docstatus").GetInt32().ShouldBe(1);
        var row = quotation.GetProperty("items")[0];
        row.EnumerateObject().Select(m => (m.Name, m.Value.GetRawText()))
            .ShouldBe(expected.EnumerateObject().Select(m => (m.Name, m.Value.GetRawText())));
    }

    [Fact]
    public void Its_secrets_all_say_that_they_are_samples()
    {
        var file = SitesFileReader.Read(SampleFile.Path, SitesScope.All);

        file.Hub!.Clients.Select(c => c.Secret).Concat(file.Sites.SelectMany(s => s.Users).Select(u => u.ApiKey!.Secret))
            .ShouldAllBe(s => s!.Reveal().Contains("sample"));
        file.Sites.ShouldAllBe(s => s.Link == null && s.MasterKey == null);
    }
}
