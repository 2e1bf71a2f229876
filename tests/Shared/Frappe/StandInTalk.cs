using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>What is said on documents: Communications, and what they and Comments do to the document that they are about.</summary>
internal static class StandInTalk
{
    public static void AddTo(StandInSite site)
    {
        site.Add(new StandInType(
            "Communication", "hash", new("subject", "Small Text", Required: true), new("communication_medium", "Select", "\nEmail\nChat\nPhone\nSMS\nEvent\nMeeting\nVisit\nOther"), new("sender"), new("sender_full_name"), new("recipients", "Code"), new("cc", "Code"), new("content", "Text Editor"),
            new("communication_type", "Select", "Communication\nComment\nChat\nBot\nNotification\nFeedback\nAutomated Message", Default: "Communication"), new("sent_or_received", "Select", "Sent\nReceived"), new("communication_date", "Datetime"), new("status", "Select", "Open\nReplied\nClosed\nLinked", Default: "Open"),
            new("reference_doctype", "Link", "DocType"), new("reference_name", "Dynamic Link", "reference_doctype"), new("message_id", "Small Text")));
        site.Setup["Comment"] = site.Setup["Communication"] = (doc, _) =>
        {
            if ((string?)doc["reference_doctype"] is { } docType && site.Types.ContainsKey(docType) && (string?)doc["reference_name"] is { } name && !site.Of(docType).ContainsKey(name))
            {
                throw StandInError.Invalid($"Could not find Reference Name: {name}", "LinkValidationError");
            }
        };
        site.Fired += (docType, docEvent, doc) =>
        {
            // What comes in opens the issue again.
            if (docType == "Communication" && docEvent == "after_insert" && (string?)doc["sent_or_received"] == "Received" && (string?)doc["reference_doctype"] == "Issue")
            {
                site.Update("Issue", (string)doc["reference_name"]!, new JsonObject { ["status"] = "Open" });
            }
        };

        // A rename changes what points at the document, and no time of it.
        site.Renamed = (docType, name, newName) =>
        {
            foreach (var doc in site.Of("Comment").Values.Concat(site.Of("Communication").Values).Where(doc => (string?)doc["reference_doctype"] == docType && (string?)doc["reference_name"] == name))
            {
                doc["reference_name"] = newName;
            }
        };
    }
}
