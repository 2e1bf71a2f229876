using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Sending;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>What the site says of itself and of whoever asks.</summary>
/// <param name="User">null: it does not let us in</param>
/// <param name="Zone">of its System Settings; null: it does not say</param>
/// <param name="Notes">all that was looked at</param>
internal sealed record SiteFacts(SourceUser? User, string? Zone, IReadOnlyList<JoinNote> Notes);

/// <summary>Who it is, which versions, its clock and its zone.</summary>
internal sealed class SiteChecks(FrappeClient client, TimeProvider time)
{
    /// <summary>In docs/erpnext.md as well.</summary>
    private const string Recorded = "Frappe 15.44 and 15.72 with ERPNext 15.71";

    private const string Clocks = "Let both machines follow a time server: timedatectl set-ntp true.";

    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);

    /// <param name="declared">the zone of the configuration; null: none</param>
    /// <param name="url">its address</param>
    /// <param name="cancellationToken">ends it</param>
    public async Task<SiteFacts> Look(TimeZoneInfo? declared, Uri url, CancellationToken cancellationToken)
    {
        var notes = new List<JoinNote>();
        var before = time.GetUtcNow();
        var (user, reply) = await SourceUser.Ask(client, cancellationToken);
        var after = time.GetUtcNow();
        if (user is null || user.Name == "Guest")
        {
            return new SiteFacts(null, null, [NotIn(reply)]);
        }

        notes.Add(JoinNote.Good("signed-in", "The site answers, and takes the agent for {0}.", user.Name));
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsOfThisMachine)
        {
            notes.Add(JoinNote.Limited("plain-http", "{0} is plain http: whoever listens in between reads the key, the documents and the webhooks' secrets.", "Give the site a certificate, and connect with its https address.", url.GetLeftPart(UriPartial.Authority)));
        }

        if (reply.Date is { } date && Apart(date, before, after) is var apart && apart.Duration() > Tolerated)
        {
            var seconds = apart.Duration().TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            notes.Add(apart > TimeSpan.Zero
                ? JoinNote.Limited("clock", "The site's clock is {0} s ahead of this machine's.", Clocks, seconds)
                : JoinNote.Limited("clock", "The site's clock is {0} s behind this machine's.", Clocks, seconds));
        }

        notes.Add(await Versions(cancellationToken));
        var zone = await Zone(declared, notes, cancellationToken);
        return new SiteFacts(user, zone, notes);
    }

    /// <summary>A second is all that the header shows.</summary>
    private static TimeSpan Apart(DateTimeOffset date, DateTimeOffset before, DateTimeOffset after) =>
        date > after ? date - after : date.AddSeconds(1) < before ? date.AddSeconds(1) - before : TimeSpan.Zero;

    private static JoinNote NotIn(FrappeReply reply) => reply switch
    {
        FrappeReply.Failed { Fault: { Verdict: Verdict.NeedsAuthorization, Status: null } fault } =>
            JoinNote.Hindered("authorization", "The site cannot be asked from here: {0}", "In the agent's console, open Source: authorize it there, check it and repair it.", fault.Reason),
        FrappeReply.Failed { Fault: { Verdict: Verdict.NeedsAuthorization } or { Status: 401 or 403 } } =>
            JoinNote.Hindered("key", "The site does not know this key with this secret.", "Open the user in the site's desk, choose Settings, API Access, Generate Keys, and give both here. It must be a System User: the keys of Website Users are refused."),
        FrappeReply.Failed { Fault: var fault } =>
            JoinNote.Hindered("unreachable", "The site cannot be asked: {0}", "Open {1} in a browser on this machine. Is it the address of the Frappe site, and is nothing in between?", fault.Reason, "/api/method/ping"),
        _ => JoinNote.Hindered("no-frappe", "What answers there is no Frappe site.", "Give the address of the site alone, such as https://erp.example, without /app."),
    };

    private async Task<JoinNote> Versions(CancellationToken cancellationToken)
    {
        if (await client.Get("/api/method/frappe.utils.change_log.get_versions", cancellationToken) is not FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Object } apps })
        {
            return JoinNote.Good("versions", "It does not say its versions. This was built against recordings of {0}.", Recorded);
        }

        var all = string.Join(", ", apps.EnumerateObject().Select(static app => $"{app.Name} {SourceRow.TextOf(app.Value, "version")}"));
        return JoinNote.Good("versions", "It runs {0}. This was built against recordings of {1}; what matters is looked at, not the number.", all, Recorded);
    }

    private async Task<string?> Zone(TimeZoneInfo? declared, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        if (await client.Get("/api/method/frappe.client.get_single_value?doctype=System+Settings&field=time_zone", cancellationToken) is FrappeReply.Answer { Value: { ValueKind: JsonValueKind.String } said } && said.GetString() is { Length: > 0 } zone)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            {
                notes.Add(JoinNote.Hindered("zone", "Its time zone {0} is not known on this machine.", "Install the tzdata package here.", zone));
                return null;
            }

            notes.Add(declared is null || declared.HasSameRules(found)
                ? JoinNote.Good("zone", "Its times are those of {0}.", zone)
                : JoinNote.Limited("zone", "Its times are those of {0}, and the configuration says {1}.", "Set source.timeZone to the former, and restart the agent.", zone, declared.Id));
            return zone;
        }

        if (declared is null)
        {
            notes.Add(JoinNote.Limited("zone", "The user may not read the site's time zone (System Settings).", "Set source.timeZone in the configuration to what System Settings show there; until then the user's own is taken."));
        }

        return declared?.Id;
    }
}
