using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>Takes away what was made at the Frappe site, as it is written down, and nothing else.</summary>
internal sealed class Leaving(FrappeClient client, MadeRecord made)
{
    public async Task<IReadOnlyList<JoinNote>> Leave(Purpose purpose, CancellationToken cancellationToken)
    {
        if (made.All.Count == 0)
        {
            return [JoinNote.Good("left", "Nothing of what is at the site was made from here.")];
        }

        var notes = new List<JoinNote>();
        foreach (var thing in made.All.ToList())
        {
            notes.Add(purpose == Purpose.Plan ? JoinNote.Made("left", "Would delete {0} {1}.", thing.DocType, thing.Name) : await Take(thing, cancellationToken));
        }

        return notes;
    }

    private async Task<JoinNote> Take(MadeThing thing, CancellationToken cancellationToken)
    {
        var path = FrappeClient.PathOf(thing.DocType, thing.Name);
        var answer = await client.Delete(path, cancellationToken);
        if (answer is FrappeReply.Answer or FrappeReply.Failed { Fault.IsMissing: true })
        {
            made.Forget(thing.DocType, thing.Name);
            return answer is FrappeReply.Answer ? JoinNote.Made("left", "Deleted {0} {1}.", thing.DocType, thing.Name) : JoinNote.Good("left", "{0} {1} was not there any more.", thing.DocType, thing.Name);
        }

        var fault = ((FrappeReply.Failed)answer).Fault;

        // What others point at cannot be deleted; a webhook that is disabled does nothing.
        if (thing.DocType == "Webhook" && fault.Error?.Type == "LinkExistsError" && await client.Put(path, new JsonObject { ["enabled"] = 0 }, cancellationToken) is FrappeReply.Answer)
        {
            made.Forget(thing.DocType, thing.Name);
            return JoinNote.Made("left", "Disabled {0} {1}: its log keeps it from being deleted.", thing.DocType, thing.Name);
        }

        return JoinNote.Hindered("not-left", "{0} {1} could not be deleted: {2}", "Delete it there by hand, or give the user the role System Manager and disconnect again.", thing.DocType, thing.Name, fault.Sentence is { Length: > 0 } sentence ? sentence : fault.Reason);
    }
}
