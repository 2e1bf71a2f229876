using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Following;

/// <summary>Two sites that also show their items, and Quotations from the first draft on.</summary>
[CollectionDefinition(nameof(FollowedSites))]
public sealed class FollowedSites : IAsyncLifetime, ICollectionFixture<FollowedSites>
{
    public World World { get; } = new(ShowMore, wired: true);

    public async ValueTask InitializeAsync() => await World.StartAllAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();

    public static JsonObject Items() => new() { ["docType"] = "Item", ["fields"] = new JsonArray("item_code", "item_name", "standard_rate"), ["card"] = new JsonObject { ["title"] = "item_name" } };

    private static void ShowMore(JsonObject file)
    {
        foreach (var slug in new[] { "acme", "globex" })
        {
            file.Publication(slug, "Quotation")["when"] = "true";
            file.Site(slug)["publications"]!.AsArray().Add(Items());
        }
    }
}
