using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Tests.Webhooks;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Configuration;

/// <summary>docs/webhooks.md, done as it says.</summary>
public sealed partial class WebhookPageTests(TwoSites sites) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task Every_webhook_of_the_page_is_taken_and_sends()
    {
        await using var receiver = await Receiver.StartAsync();
        var here = new Uri(receiver.Url).GetLeftPart(UriPartial.Authority);
        var desk = sites.World.At("acme");
        var examples = Example().Matches(await File.ReadAllTextAsync(Repository.File("docs/webhooks.md"))).Select(match => match.Groups[1].Value.Replace("http://localhost:9000", here, StringComparison.Ordinal)).ToList();
        examples.Count.ShouldBeGreaterThan(5);
        foreach (var example in examples)
        {
            (await desk.SendAsync(HttpMethod.Post, "/api/v1/webhooks", JsonNode.Parse(example)!.AsObject())).ShouldSucceed();
        }

        var quotation = sites.World.Quotation("acme", docStatus: 1);
        quotation["grand_total"] = 2_500;
        var name = (await desk.InsertAsync(Quotations.DocType, quotation)).ShouldSucceed().Document.GetProperty("name").GetString()!;
        (await desk.UpdateAsync(Quotations.DocType, name, new JsonObject { ["status"] = "Ordered" })).ShouldSucceed();

        await Until.Holds(() => receiver.Taken.Count.ShouldBe(examples.Count));
        var bodies = receiver.Bodies();
        bodies.ShouldContain(body => body.StartsWith($$"""{"id":"{{name}}","lineItems":[{"name":"""));
        bodies.ShouldContain(body => body.StartsWith($$"""[{"quotation":"{{name}}","item":"""));
        bodies.ShouldContain(body => body.StartsWith($$"""{"text": "{{name}} for CUST-"""));
        bodies.ShouldContain(body => body.StartsWith($"name={name}&lines=%5B%7B%22item_code%22"));
        receiver.Taken.ShouldContain(request => request.Path.StartsWith($"/quotations/{name}?customer=CUST-", StringComparison.Ordinal) && request.Headers["x-revision"] == "2");
        receiver.Taken.ShouldContain(request => request.Headers.ContainsKey("webhook-signature") && request.Headers["authorization"] == "Bearer a-token-of-the-receivers");
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
