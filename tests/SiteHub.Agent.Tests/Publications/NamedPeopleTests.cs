using System.Text;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using static SiteHub.Agent.Tests.Publications.PublishingSite;

namespace SiteHub.Agent.Tests.Publications;

/// <summary>Whom a document names as a customer's goes with its entry, by the fields that the site's configuration names.</summary>
public sealed class NamedPeopleTests : IAsyncDisposable
{
    private readonly PublishingSite _site = new();

    private static PublicationEntry Customer { get; } = Publishes("Customer", account: "name", fields: ["name"]) with { People = new PeopleEntry([new(null, "mail"), new("portal", "user")], null) };

    private static PublicationEntry Contact { get; } = Publishes("Customer", account: null, fields: ["name"]) with
    {
        People = new PeopleEntry([new(null, "mail"), new("mails", "address")], new AccountsPlace(new FieldPlace("links", "to"), new Dictionary<string, string> { ["kind"] = "Customer" })),
    };

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("""{"name":"C1","mail":"Office@a.example","portal":[{"user":"paul@a.example"},{"user":"office@A.example"}]}""", "C1 Office@a.example, C1 paul@a.example")]
    [InlineData("""{"name":"C1","mail":7,"portal":[{"user":7},"text",null,{"user":"no address"},{"user":"@a.example"},{}]}""", "")]
    [InlineData("""{"name":"C1","mail":null,"portal":[[{"user":"a@b.example"}]]}""", "")]
    [InlineData("""{"name":"C1","portal":{"user":"a@b.example"}}""", "")]
    [InlineData("""{"name":"C1","mail":" a@b.example "}""", "C1 a@b.example")]
    [InlineData("""{"name":"","mail":"a@b.example"}""", "")]
    [InlineData("""{"mail":"a@b.example"}""", "")]
    public async Task Addresses_in_the_named_fields_go_with_the_document_s_account(string body, string expected) => (await Told(Customer, body)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"mail":"o@a.example","mails":[{"address":"p@a.example"}],"links":[{"kind":"Customer","to":"C1"},{"kind":"Supplier","to":"S1"},{"kind":"Customer","to":"C2"},{"kind":"Customer","to":"C1"}]}""", "C1 o@a.example, C1 p@a.example, C2 o@a.example, C2 p@a.example")]
    [InlineData("""{"mail":"o@a.example","links":[{"kind":"Supplier","to":"C1"},{"to":"C1"},{"kind":"Customer"},{"kind":"Customer","to":null},{"kind":"customer","to":"C1"}]}""", "")]
    [InlineData("""{"mail":"o@a.example","links":"C1"}""", "")]
    [InlineData("""{"mail":"o@a.example"}""", "")]
    public async Task Or_with_the_accounts_that_its_rows_lead_to(string body, string expected) => (await Told(Contact, body)).ShouldBe(expected);

    [Fact]
    public async Task The_catalogue_says_that_there_are_some_and_which_documents_are_for_that_alone()
    {
        await _site.StartAsync(Contact, Publishes("Quotation"));

        var catalogue = SiteCatalogue.Read(Bytes(_site.Log().First(static entry => entry.Type == LinkEventTypes.SiteCatalogue).Data));
        catalogue.Publications.Select(static one => (one.DocType, one.People, one.Shown)).ShouldBe([("Customer", true, false), ("Quotation", false, true)]);
    }

    [Fact]
    public async Task Of_a_document_a_hundred_are_named_and_a_snapshot_names_them_as_well()
    {
        await _site.StartAsync(Customer with { People = null });
        await _site.SaveAsync("C1", new { name = "C1", mail = "o@a.example", portal = Enumerable.Range(0, 200).Select(static n => new { user = $"u{n:000}@a.example" }).ToArray() }, 0, "Customer");
        DocumentChange.Read(Bytes(_site.Log()[^1].Data)).People.ShouldBeNull();

        await _site.StartAsync(Customer);
        await _site.ResyncAsync();

        var told = DocumentChange.Read(Bytes(_site.Log().Single(static entry => entry.Type == LinkEventTypes.DocumentSnapshot).Data)).People!;
        (told.Count, told[0].Email, told[^1].Email).ShouldBe((DocumentPerson.MaxListed, "o@a.example", "u098@a.example"));
    }

    private async Task<string> Told(PublicationEntry publication, string body)
    {
        await _site.StartAsync(publication);
        await _site.SaveAsync("X", body, 0, "Customer");
        return string.Join(", ", DocumentChange.Read(Bytes(_site.Log()[^1].Data)).People!.Select(static one => $"{one.Account} {one.Email}"));
    }

    private static ReadOnlyMemory<byte> Bytes(System.Text.Json.Nodes.JsonNode data) => Encoding.UTF8.GetBytes(data.ToJsonString());
}
