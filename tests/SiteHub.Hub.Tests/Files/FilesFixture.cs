using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Files;

/// <summary>The portal with a site that has files.</summary>
public sealed class FilesFixture : IAsyncDisposable
{
    public const string Document = "/documents/acme/Quotation/QTN-R";

    public PortalFixture Portal { get; private set; } = null!;

    public AnsweringSite Site { get; private set; } = null!;

    public Browser Rita { get; private set; } = null!;

    public static async Task<FilesFixture> Started(string print = DocumentPrints.Pdf, bool files = true, Action<HubFixture>? arrange = null)
    {
        var site = await AnsweringSite.StartAsync();
        var fixture = new FilesFixture
        {
            Site = site,
            Portal = await PortalFixture.Started(hub =>
            {
                site.Join(hub);
                arrange?.Invoke(hub);
            }),
        };
        await fixture.Tell(print, files);
        fixture.Rita = await fixture.Portal.Browser(PortalFixture.Rita);
        return fixture;
    }

    public Task Tell(string? print, bool files) => Portal.Acme.Apply(LinkEventTypes.SiteCatalogue, new SiteCatalogue(
        [new CatalogueDocType("Quotation", true)], [new CataloguePublication("Quotation", 0, [new CatalogueField("status", "Select", "Status")]) { Print = print, Files = files }]).WriteTo);

    public List<(string What, string Outcome, string? Details)> Audited() => Portal.Hub.Database.Read(static session => session.Many(
        "SELECT what, outcome, details FROM audit WHERE what IN ('file.read', 'document.printed') ORDER BY seq", static row => (row.Text(0), row.Text(1), row.TextOrNull(2))));

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Site.DisposeAsync();
    }
}
