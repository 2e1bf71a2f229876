using System.Text.Json.Nodes;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>One webhook of an import, brought into the form of the API, not yet checked.</summary>
/// <param name="Number">of the row, from 1; in CSV the line's</param>
/// <param name="Webhook">as the API takes it</param>
/// <param name="Notes">what is not quite as it was where it comes from</param>
/// <param name="Faults">what could not be brought over</param>
internal sealed record ImportRow(int Number, JsonObject Webhook, IReadOnlyList<string> Notes, IReadOnlyList<Fault> Faults)
{
    /// <summary>Its own file named it; else its name is made here of what it is about.</summary>
    public bool IsNamed { get; init; } = true;

    public string? Name => Webhook["name"] is JsonValue name ? name.ToString() : null;
}
