using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Cli.Apply;

/// <summary>What would become of one role's webhooks.</summary>
internal sealed class RolePlan : IDisposable
{
    private readonly RoleApi _api;
    private readonly JsonNode _body;
    private readonly List<WebhookLine> _all = [];

    private RolePlan(RoleApi api, IReadOnlyList<WebhookDefinition> webhooks)
    {
        _api = api;
        _body = new JsonObject { ["webhooks"] = new JsonArray([.. webhooks.Select(Json)]) };
    }

    public string Role => _api.Name;

    /// <summary>Why it cannot be done; null: it can.</summary>
    public StopException? Fault { get; private set; }

    public IEnumerable<WebhookLine> Changes => _all.Where(static change => change.Kind is not "unchanged");

    public bool Applied { get; private set; }

    public static async Task<RolePlan> Make(RoleApi api, IReadOnlyList<WebhookDefinition> webhooks, CancellationToken cancellationToken)
    {
        var plan = new RolePlan(api, webhooks);
        try
        {
            plan._all.AddRange(await plan.Ask(dryRun: true, cancellationToken));
        }
        catch (StopException fault)
        {
            plan.Fault = fault;
        }

        return plan;
    }

    public async Task Apply(CancellationToken cancellationToken)
    {
        await Ask(dryRun: false, cancellationToken);
        Applied = true;
    }

    public JsonNode ToJson() => new JsonObject
    {
        ["role"] = Role,
        ["applied"] = Applied,
        ["fault"] = Fault?.Message,
        ["faults"] = new JsonArray([.. (Fault?.More ?? []).Select(static line => (JsonNode)line)]),
        ["webhooks"] = JsonSerializer.SerializeToNode(_all, JsonSerializerOptions.Web),
    };

    public void Dispose() => _api.Dispose();

    private async Task<IReadOnlyList<WebhookLine>> Ask(bool dryRun, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(_body);
        using var answer = await _api.Send(HttpMethod.Put, $"/api/v1/webhooks?dryRun={(dryRun ? "true" : "false")}", RoleApi.Admin, content, cancellationToken);
        return answer.Succeeded ? answer.Body.GetProperty("webhooks").Deserialize<List<WebhookLine>>(JsonSerializerOptions.Web)! : throw _api.Refused(answer, "the configuration's webhooks");
    }

    /// <summary>With its secrets, as the file has them; the role seals them.</summary>
    private static JsonNode Json(WebhookDefinition webhook)
    {
        var json = JsonNode.Parse(WebhookJson.Write(webhook, clear: true))!.AsObject();
        json.Remove("id");
        json.Remove("origin");
        return json;
    }

    /// <param name="Kind">added, changed, removed or unchanged</param>
    /// <param name="Members">of a changed one, what differs</param>
    internal sealed record WebhookLine(string Name, [property: JsonPropertyName("change")] string Kind, IReadOnlyList<string> Members);
}
