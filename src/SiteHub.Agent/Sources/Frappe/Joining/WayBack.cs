using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Hints;
using SiteHub.Agent.Sources.Frappe.Mirror;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>
/// Whether the site reaches the agent. Only the site's own worker can tell: a webhook and a note are made for a moment, and what came of the delivery is read in the
/// site's log. Both are deleted again, also those that a former try left behind.
/// </summary>
internal sealed class WayBack(FrappeClient client, HintSecrets secrets, SiteOptions site)
{
    public const string DocType = "Note";
    public const string Event = "after_insert";
    private const string Said = "SiteHub has heard of ";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>It tries three times within some 6 s, behind whatever else waits in its queue.</summary>
    private const int MostSteps = 50;

    private string Prefix => $"SiteHub {site.Site.Slug} way back ";

    /// <summary>What the agent answers to it.</summary>
    public static string Answer(string name) => Said + name;

    public async Task<JoinNote> Try(CancellationToken cancellationToken)
    {
        await Clear(cancellationToken);
        var name = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var url = new Uri(site.Site.Url, $"{HintEndpoint.Path}/{DocType}/{Event}");
        var hook = new JsonObject
        {
            ["name"] = name, ["webhook_doctype"] = DocType, ["webhook_docevent"] = Event, ["enabled"] = 1, ["request_url"] = url.AbsoluteUri, ["request_method"] = "POST", ["request_structure"] = "JSON",
            ["webhook_json"] = "{\"name\": {{ doc.name | tojson }}}", ["enable_security"] = 1, ["webhook_secret"] = secrets.Of(DocType, Event),
        };
        try
        {
            if (await client.Post("/api/resource/Webhook", hook, cancellationToken) is FrappeReply.Failed { Fault: var refused })
            {
                return refused.IsForbidden
                    ? JoinNote.Limited("way-back", "Whether the site reaches {0} could not be tried: the user may not make a webhook.", "Give it the role System Manager, and try again.", url.GetLeftPart(UriPartial.Authority))
                    : JoinNote.Limited("way-back", "Whether the site reaches {0} could not be tried: {1}", "Put that right, and try again.", url.GetLeftPart(UriPartial.Authority), refused.Reason);
            }

            if (await client.Post($"/api/resource/{DocType}", new JsonObject { ["title"] = name, ["public"] = 0, ["content"] = "Made for a moment, to see whether this site reaches SiteHub." }, cancellationToken) is FrappeReply.Failed { Fault: { MayBeDone: false } fault })
            {
                return JoinNote.Limited("way-back", "Whether the site reaches {0} could not be tried: {1}", "Put that right, and try again.", url.GetLeftPart(UriPartial.Authority), fault.Reason);
            }

            return await Outcome(name, url.GetLeftPart(UriPartial.Authority), cancellationToken);
        }
        finally
        {
            await Clear(CancellationToken.None);
        }
    }

    private async Task<JoinNote> Outcome(string hook, string address, CancellationToken cancellationToken)
    {
        var query = new ListQuery("Webhook Request Log", "response", "error") { Limit = 1, Order = "creation desc" };
        query.Where("webhook", "=", hook);
        for (var step = 0; step < MostSteps; step++)
        {
            await Task.Delay(Step, cancellationToken);
            if (await client.Post(ListQuery.Path, query.ToJson(), cancellationToken) is not FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Array } rows } || rows.GetArrayLength() == 0)
            {
                continue;
            }

            var error = SourceRow.TextOf(rows[0], "error") ?? "";
            return error.Length == 0 && SourceRow.TextOf(rows[0], "response")?.Contains(Said, StringComparison.Ordinal) != false
                ? JoinNote.Good("way-back", "The site reaches the agent at {0}: a webhook was sent and taken.", address)
                : error.Length == 0
                ? JoinNote.Limited("way-back", "What answers the site at {0} is not this agent.", "Is the agent's url right, and does a proxy lead it there?", address)
                : JoinNote.Limited("way-back", "The site does not reach the agent at {0}: {1}. Changes are seen by looking for them every {2} s alone.", "On the site's machine, try: curl {0}/health/live. Set the agent's url to an address that is known there, or let its firewall through.", address, WebhookLog.Reason(error), Every);
        }

        return JoinNote.Limited(
            "way-back", "The site has sent no webhook to {0} within {1} s, and says nothing of it. Changes are seen by looking for them every {2} s alone.", "Do its background workers run (bench doctor, RQ Worker in the desk)?", address, (Step * MostSteps).TotalSeconds.ToString("0", CultureInfo.InvariantCulture), Every);
    }

    private string Every => $"{site.Site.Source!.Frappe!.SweepEvery.TotalSeconds:0}";

    private async Task Clear(CancellationToken cancellationToken)
    {
        foreach (var (docType, field) in new[] { ("Webhook", "name"), (DocType, "title") })
        {
            var query = new ListQuery(docType, "name") { Limit = 100 };
            query.Where(field, "like", Prefix + "%");
            if (await client.Post(ListQuery.Path, query.ToJson(), cancellationToken) is FrappeReply.Answer { Value: { ValueKind: JsonValueKind.Array } rows })
            {
                foreach (var left in rows.EnumerateArray().Select(static row => SourceRow.TextOf(row, "name")).OfType<string>())
                {
                    if (await client.Delete(FrappeClient.PathOf(docType, left), cancellationToken) is FrappeReply.Failed && docType == "Webhook")
                    {
                        await client.Put(FrappeClient.PathOf(docType, left), new JsonObject { ["enabled"] = 0 }, cancellationToken);
                    }
                }
            }
        }
    }
}
