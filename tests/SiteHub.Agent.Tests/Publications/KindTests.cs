using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Publications;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using static SiteHub.Agent.Tests.Publications.PublishingSite;

namespace SiteHub.Agent.Tests.Publications;

/// <summary>What a site says its documents are to a customer goes with its catalogue, and what is outstanding with each card.</summary>
public sealed class KindTests : IAsyncDisposable
{
    private readonly PublishingSite _site = new();

    private static PublicationEntry Invoice { get; } = Publishes("Quotation", fields: ["name", "status", "rest"]) with
    {
        Kind = DocumentKinds.Invoice,
        Statuses = new StatusClasses(["Unbezahlt"], ["Bezahlt"], ["Überfällig"], []),
        Card = CardEntry.Empty with { Status = "status", Amount = "total", Outstanding = "rest" },
    };

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task The_catalogue_carries_the_kind_the_statuses_by_class_and_what_is_outstanding()
    {
        await _site.StartAsync(Invoice, Publishes("Customer", account: "name"));

        var catalogue = SiteCatalogue.Read(Bytes(_site.Log().First(static entry => entry.Type == LinkEventTypes.SiteCatalogue).Data));
        var (invoice, customer) = (catalogue.Publications[0], catalogue.Publications[1]);
        (invoice.Kind, invoice.Outstanding).ShouldBe((DocumentKinds.Invoice, "rest"));
        invoice.Statuses.All.Select(static known => $"{known.Class}: {string.Join(", ", known.Statuses)}").ShouldBe(["open: Unbezahlt", "done: Bezahlt", "overdue: Überfällig", "lost: "]);
        (customer.Kind, customer.Outstanding, customer.Statuses.Count).ShouldBe((DocumentKinds.Other, null, 0));
    }

    [Theory]
    [InlineData("40.50", "40.50")]
    [InlineData("\"40.50\"", "40.50")]
    [InlineData("-3", "-3")]
    [InlineData("0.00", "0.00")]
    [InlineData("null", null)]
    [InlineData("\"much\"", null)]
    [InlineData("1e400", null)]
    public async Task A_card_carries_what_is_outstanding_beside_the_amount(string rest, string? expected)
    {
        await _site.StartAsync(Invoice);
        _site.Log();

        await _site.SaveAsync("R1", new { name = "R1", status = "Unbezahlt", total = 100, rest = JsonDocument.Parse(rest).RootElement });

        var card = DocumentChange.Read(Bytes(_site.Log().Single(static entry => entry.Type == LinkEventTypes.DocumentChanged).Data)).Card;
        card.Amount.ShouldBe(100);
        card.Outstanding?.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
    }

    /// <summary>A field that is not published is the site's own business, its name included.</summary>
    [Fact]
    public async Task What_is_outstanding_is_named_by_its_key_and_not_at_all_where_its_field_is_not_published()
    {
        await _site.StartAsync(Invoice with { Fields = [new PublishedField("rest", "open_amount", null)] });
        Told().Outstanding.ShouldBe("open_amount");

        await _site.StartAsync(Invoice with { Fields = [new PublishedField("status", "status", null)] });
        Told().Outstanding.ShouldBeNull();

        CataloguePublication Told() => SiteCatalogue.Read(Bytes(_site.Log().Last(static entry => entry.Type == LinkEventTypes.SiteCatalogue).Data)).Publications[0];
    }

    [Theory]
    [InlineData("another kind", false)]
    [InlineData("other statuses", false)]
    [InlineData("another outstanding field", true)]
    public async Task Another_kind_tells_the_catalogue_alone_and_another_outstanding_field_the_documents_too(string change, bool documentsToo)
    {
        await _site.StartAsync(Invoice);
        await _site.SaveAsync("R1", new { name = "R1", status = "Unbezahlt", total = 100, rest = 40 });
        await _site.ResyncAsync();
        _site.Log();

        await _site.StartAsync(change switch
        {
            "another kind" => Invoice with { Kind = DocumentKinds.Payment },
            "other statuses" => Invoice with { Statuses = StatusClasses.None },
            _ => Invoice with { Card = Invoice.Card with { Outstanding = "total" } },
        });
        await _site.ResyncAsync();

        var told = _site.Log().Select(static entry => entry.Type).ToList();
        told.ShouldContain(LinkEventTypes.SiteCatalogue);
        told.Contains(LinkEventTypes.DocumentSnapshot).ShouldBe(documentsToo);
    }

    /// <summary>Else every site would tell all its documents again because there is now something that it does not use.</summary>
    [Fact]
    public void A_publication_that_says_nothing_of_it_keeps_the_definition_that_it_had() =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(Publishes("Quotation", fields: "name") with { Kind = DocumentKinds.Offer }))
            .ShouldBe("""{"DocType":"Quotation","When":null,"Fields":[{"Field":"name","As":"name","Columns":null}],"Account":"customer","Card":{"Title":null,"Status":null,"Amount":null,"Currency":null,"Date":null,"Due":null}}""");

    private static byte[] Bytes(JsonObject data) => Encoding.UTF8.GetBytes(data.ToJsonString());
}
