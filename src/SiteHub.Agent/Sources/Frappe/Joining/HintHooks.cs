using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Hints;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>The site's webhooks that give hints: three for each mirrored DocType, each with a secret of its own.</summary>
internal sealed class HintHooks(FrappeClient client, SiteMetas metas, MadeRecord made, HintSecrets secrets, SiteOptions site)
{
    private const string DocType = "Webhook";

    /// <summary>What derives from other documents fires on_change alone; a rename fires nothing.</summary>
    private static readonly string[] Events = ["after_insert", "on_change", "on_trash"];

    /// <summary>What a list shows of them; the secret is not among it, nor could be.</summary>
    private static readonly string[] Shown = ["name", "modified", "enabled", "request_url", "request_method", "request_structure", "enable_security", "webhook_json", "condition", "is_dynamic_url"];

    public async Task<IReadOnlyList<JoinNote>> Settle(Purpose purpose, IEnumerable<string> docTypes, CancellationToken cancellationToken)
    {
        var (meta, _) = await metas.Find(DocType, cancellationToken);
        if (meta?.Fields.ContainsKey("webhook_json") == false)
        {
            return [JoinNote.Limited("webhook-json", "Its webhooks cannot send JSON of one's own, so that changes are seen by looking for them every {0} s alone.", "Update Frappe.", Sweep)];
        }

        var wanted = docTypes.SelectMany(docType => Events.Select(docEvent => (Name: $"SiteHub {site.Site.Slug} {docType} {docEvent}", DocType: docType, Event: docEvent))).ToList();
        var query = new ListQuery(DocType, [.. Shown.Where(field => meta is null || field is "name" or "modified" || meta.Fields.ContainsKey(field))]);
        query.WhereIn("name", wanted.Select(static one => one.Name));
        var answer = await client.Post(ListQuery.Path, query.ToJson(), cancellationToken);
        if (answer is not FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Array } rows })
        {
            return [Refused(answer)];
        }

        var known = rows.EnumerateArray().Where(static row => SourceRow.TextOf(row, "name") is not null).ToDictionary(static row => SourceRow.TextOf(row, "name")!, StringComparer.OrdinalIgnoreCase);
        var notes = new List<JoinNote>();
        var (good, done) = (0, 0);
        foreach (var one in wanted)
        {
            if (!known.TryGetValue(one.Name, out var row))
            {
                if (purpose == Purpose.Look)
                {
                    notes.Add(JoinNote.Limited("webhook-missing", "The webhook {0} is not there.", "Repair it; somebody deleted it, or it was never made.", one.Name));
                }
                else if (purpose == Purpose.Plan || await Save(one, isNew: true, notes, cancellationToken))
                {
                    done++;
                }
                else if (notes[^1].Code == "webhooks-refused")
                {
                    break;
                }

                continue;
            }

            var fields = Wanted(one);
            var url = SourceRow.TextOf(row, "request_url");
            var record = made.Find(DocType, one.Name);
            if (record is null && url != (string)fields["request_url"]!)
            {
                notes.Add(JoinNote.Hindered("webhook-foreign", "There is a webhook {0} that is not ours: it calls {1}.", "Rename it there, or delete it; then connect again.", one.Name, url ?? ""));
                continue;
            }

            var changed = Differences(row, fields).ToList();
            if (changed.Count == 0 && record?.Modified is { } ours && SourceRow.TextOf(row, "modified") != ours)
            {
                changed.Add("perhaps its secret, which nobody can read");
            }

            if (changed.Count == 0 && record is null && purpose != Purpose.Make)
            {
                good++;
            }
            else if (changed.Count == 0 && record is { Modified: not null })
            {
                good++;
            }
            else if (purpose == Purpose.Look)
            {
                notes.Add(JoinNote.Limited("webhook-changed", "Somebody changed the webhook {0}: {1}.", "Repair it, or tell whoever keeps the site to leave it as it is.", one.Name, string.Join(", ", changed)));
            }
            else if (purpose == Purpose.Plan || await Save(one, isNew: false, notes, cancellationToken))
            {
                done++;
            }
        }

        foreach (var left in made.All.Where(thing => thing.DocType == DocType && wanted.TrueForAll(one => one.Name != thing.Name)).ToList())
        {
            if (purpose != Purpose.Make)
            {
                notes.Add(JoinNote.Limited("webhook-left", "The webhook {0} is for a DocType that is not mirrored any more.", "Repair it: then it is deleted.", left.Name));
            }
            else if (await client.Delete(FrappeClient.PathOf(DocType, left.Name), cancellationToken) is FrappeReply.Answer or FrappeReply.Failed { Fault.IsMissing: true })
            {
                made.Forget(DocType, left.Name);
                notes.Add(JoinNote.Made("webhook-left", "Deleted the webhook {0}: its DocType is not mirrored any more.", left.Name));
            }
        }

        if (done > 0)
        {
            notes.Insert(0, JoinNote.Made("webhooks", purpose == Purpose.Plan ? "Would make or mend {0} webhooks." : "Made or mended {0} webhooks.", $"{done}"));
        }

        if (good > 0)
        {
            notes.Insert(0, JoinNote.Good("webhooks", "{0} webhooks are as they should be.", $"{good}"));
            if (purpose == Purpose.Look)
            {
                notes.AddRange(await Failing(known, cancellationToken));
            }
        }

        return notes;
    }

    private string Sweep => $"{site.Site.Source!.Frappe!.SweepEvery.TotalSeconds:0}";

    private JoinNote Refused(FrappeReply answer) => answer is FrappeReply.Failed { Fault: { IsForbidden: false } fault }
        ? JoinNote.Limited("webhooks", "Its webhooks cannot be looked at: {0}", "Try again; if it stays so, look into the site's Error Log.", fault.Reason)
        : JoinNote.Limited("webhooks-refused", "The user may not see or make webhooks, so that changes are seen by looking for them every {0} s alone.", "Give it the role System Manager, and connect again; the role may go once they are made.", Sweep);

    private async Task<bool> Save((string Name, string DocType, string Event) one, bool isNew, List<JoinNote> notes, CancellationToken cancellationToken)
    {
        var fields = Wanted(one);
        fields["webhook_secret"] = secrets.Of(one.DocType, one.Event);
        if (isNew)
        {
            made.Note(DocType, one.Name, null);
            (fields["name"], fields["webhook_doctype"], fields["webhook_docevent"]) = (one.Name, one.DocType, one.Event);
        }

        var answer = isNew ? await client.Post($"/api/resource/{DocType}", fields, cancellationToken) : await client.Put(FrappeClient.PathOf(DocType, one.Name), fields, cancellationToken);
        if (answer is FrappeReply.Answer { Value: var saved })
        {
            made.Note(DocType, one.Name, SourceRow.TextOf(saved, "modified"));
            return true;
        }

        var fault = ((FrappeReply.Failed)answer).Fault;
        if (isNew && !fault.MayBeDone)
        {
            made.Forget(DocType, one.Name);
        }

        notes.Add(fault.IsForbidden ? Refused(answer) : JoinNote.Limited("webhook", "The webhook {0} could not be saved: {1}", "Put that right, and connect again.", one.Name, fault.Sentence is { Length: > 0 } sentence ? sentence : fault.Reason));
        return false;
    }

    private JsonObject Wanted((string Name, string DocType, string Event) one) => new()
    {
        ["enabled"] = 1,
        ["request_url"] = new Uri(site.Site.Url, $"{HintEndpoint.Path}/{Uri.EscapeDataString(one.DocType)}/{one.Event}").AbsoluteUri,
        ["request_method"] = "POST",
        ["request_structure"] = "JSON",
        ["enable_security"] = 1,
        ["webhook_json"] = "{\"name\": {{ doc.name | tojson }}}",
        ["condition"] = "",
        ["is_dynamic_url"] = 0,
    };

    private static IEnumerable<string> Differences(JsonElement row, JsonObject wanted)
    {
        foreach (var (field, value) in wanted)
        {
            if (!row.TryGetProperty(field, out var found))
            {
                continue;
            }

            var (theirs, ours) = (found.ValueKind == JsonValueKind.String ? found.GetString()! : found.ValueKind == JsonValueKind.Null ? "" : found.GetRawText(), value!.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString());
            if (theirs != ours)
            {
                yield return field switch
                {
                    "enabled" => "it is disabled",
                    "request_url" => $"it calls {theirs}",
                    "enable_security" => "it does not sign",
                    "condition" => "it has a condition",
                    "webhook_json" => "it sends something else",
                    _ => $"{field} is {theirs}",
                };
            }
        }
    }

    /// <summary>What the site itself wrote down of the last try of each.</summary>
    private async Task<IReadOnlyList<JoinNote>> Failing(Dictionary<string, JsonElement> known, CancellationToken cancellationToken)
    {
        var query = new ListQuery("Webhook Request Log", "webhook", "creation", "error") { Limit = 200, Order = "creation desc" };
        query.WhereIn("webhook", known.Keys);
        if (await client.Post(ListQuery.Path, query.ToJson(), cancellationToken) is not FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Array } rows })
        {
            return [];
        }

        var last = rows.EnumerateArray().GroupBy(static row => SourceRow.TextOf(row, "webhook") ?? "", StringComparer.OrdinalIgnoreCase).Select(static group => group.First()).ToList();
        return [.. last.Where(row => SourceRow.TextOf(row, "error") is { Length: > 0 } && known.TryGetValue(SourceRow.TextOf(row, "webhook") ?? "", out var hook) && string.CompareOrdinal(SourceRow.TextOf(row, "creation"), SourceRow.TextOf(hook, "modified")) > 0)
            .Select(static row => (Name: SourceRow.TextOf(row, "webhook")!, Error: WebhookLog.Reason(SourceRow.TextOf(row, "error")!)))
            .Select(static one => one.Error.StartsWith("401", StringComparison.Ordinal)
                ? JoinNote.Limited("webhook-secret", "The agent refuses the hints of {0}: its secret is not the one that was given.", "Repair it.", one.Name)
                : JoinNote.Limited("webhook-failed", "The last hint of {0} did not arrive: {1}.", "Look whether that machine reaches the agent's address; what was missed is found by the next sweep.", one.Name, one.Error))];
    }
}
