using System.Text.Json.Nodes;
using SiteHub.Delivery.Tests.Webhooks;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>A client that others wrote: the npm package frappe-js-sdk, each of its calls for documents and methods. A site has no passwords: it shows a token.</summary>
public sealed class FrappeJsSdkTests
{
    [Fact]
    public async Task Each_of_its_calls_does_what_it_says()
    {
        await using var site = await SiteFixture.Started();

        var told = await NodeScript.RunAsync("frappe-js-sdk.mjs", new JsonObject { ["url"] = site.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'), ["token"] = SiteFixture.Admin["token ".Length..] });

        told.ToJsonString().ShouldBe(JsonNode.Parse(
            """
            {
              "user": "Administrator", "created": "Köln & Co / 50%", "read": "Köln & Co / 50%", "updated": "Won",
              "list": ["A", "B", "Köln & Co / 50%"], "filtered": ["Köln & Co / 50%"], "any": ["A", "B"], "second": ["B"], "rows": [["A"], ["B"], ["Köln & Co / 50%"]],
              "count": 2, "all": 3, "last": "B",
              "value": {"customer": "A", "status": "Open"}, "values": ["A", "Open"], "one": "Köln & Co / 50%", "named": true, "set": "set", "sets": "Lost", "submitted": 1, "cancelled": 2,
              "renamed": "Ende / 50%", "reread": "Ende / 50%", "deleted": "ok",
              "get": 2, "post": "posted", "put": "put", "delete": {},
              "missing": [404, "DoesNotExistError"], "refused": [417, "MandatoryError"], "login": 401, "single": 417
            }
            """)!.ToJsonString());
    }
}
