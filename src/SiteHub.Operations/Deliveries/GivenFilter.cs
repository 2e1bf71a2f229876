using System.Globalization;
using SiteHub.Delivery.Webhooks;
using Fault = SiteHub.Operations.Problems.Fault;

namespace SiteHub.Operations.Deliveries;

/// <summary>A choice of deliveries as a caller writes it.</summary>
/// <param name="Webhook">id or name</param>
/// <param name="State">one, several with commas between, or <c>failed</c> for all that was given up or still waits</param>
/// <param name="DocType">of these documents</param>
/// <param name="Document">of this document</param>
/// <param name="Site">at the hub</param>
/// <param name="Since">a time, or how long ago: <c>2026-11-24T12:00:00Z</c>, <c>6h</c></param>
/// <param name="Until">the same</param>
/// <param name="Ids">these alone</param>
internal sealed record GivenFilter(string? Webhook, string? State, string? DocType, string? Document, string? Site, string? Since, string? Until, IReadOnlyList<string>? Ids = null)
{
    private const string AllFailed = "failed";

    public bool ChoosesNothing => State is null && Since is null && Until is null && Document is null && Ids is null;

    public DeliveryFilter Read(DateTimeOffset now, List<Fault> faults) => new()
    {
        Webhook = Webhook,
        States = States(faults),
        DocType = DocType,
        Name = Document,
        Site = Site,
        Since = Time("since", Since, now, faults),
        Until = Time("until", Until, now, faults),
        Ids = Ids,
    };

    private List<DeliveryState>? States(List<Fault> faults)
    {
        if (State is null)
        {
            return null;
        }

        var states = new List<DeliveryState>();
        foreach (var name in State.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.Equals(AllFailed, StringComparison.OrdinalIgnoreCase))
            {
                states.AddRange(DeliveryFilter.Failed);
            }
            else if (Enum.TryParse<DeliveryState>(name, ignoreCase: true, out var state) && char.IsLetter(name[0]))
            {
                states.Add(state);
            }
            else
            {
                faults.Add(new Fault("state", name, $"{AllFailed}, or of {string.Join(", ", Enum.GetNames<DeliveryState>()).ToLowerInvariant()}"));
            }
        }

        return states;
    }

    private static DateTimeOffset? Time(string member, string? text, DateTimeOffset now, List<Fault> faults)
    {
        if (text is null)
        {
            return null;
        }

        if (Durations.TryParse(text, out var ago) && text.Any(char.IsLetter))
        {
            return now - ago;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        faults.Add(new Fault(member, text, "a time, like 2026-11-24T12:00:00Z, or how long ago, like 6h"));
        return null;
    }
}
