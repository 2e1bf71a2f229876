using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.BadInput;

/// <summary>All that a request on a link could have changed at the hub. Taken before and after, it must be the same.</summary>
internal sealed record Untouched(string Receives, long Documents)
{
    public static async Task<Untouched> OfAsync(HubClient hub, string site)
    {
        var link = await hub.LinkAsync(site);
        var sites = (await hub.GetAsync("/api/v1/sites"))["sites"]!.AsArray();
        return new Untouched(link["receives"]!.ToJsonString(), sites.Sum(one => (long)one!["documents"]!));
    }
}

internal static class Refusals
{
    /// <summary>Whatever was wrong with it: a problem document that a person can act on.</summary>
    public static async Task<JsonNode> ShouldBeProblemAsync(this HttpResponseMessage answer, params int[] statuses)
    {
        var text = await answer.Content.ReadAsStringAsync();
        statuses.ShouldContain((int)answer.StatusCode, text);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        var problem = JsonNode.Parse(text)!;
        ((string)problem["type"]!).ShouldStartWith("https://sitehub.dev/problems/");
        ((string)problem["title"]!).ShouldNotBeNullOrWhiteSpace();
        ((string)problem["traceId"]!).ShouldNotBeNullOrWhiteSpace();
        ((int)problem["status"]!).ShouldBe((int)answer.StatusCode);
        return problem;
    }
}
