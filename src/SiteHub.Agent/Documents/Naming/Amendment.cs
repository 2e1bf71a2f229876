using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Documents.Naming;

/// <summary>A cancelled document is amended by another, named after it: QTN-00004, QTN-00004-1, QTN-00004-2.</summary>
internal static class Amendment
{
    public static NewName NameOf(Database database, DocType type, string amended)
    {
        var original = database.Read(session => StoredDocument.Find(session, type.Name, amended));
        if (original is null or { State.Deleted: true })
        {
            return NewName.Refused(Refusal.Thrown("LinkValidationError", $"Could not find {type.Find(DocType.AmendedFrom)!.Label}: {amended}"));
        }

        if (original.State.DocStatus != 2)
        {
            return NewName.Refused(Refuse.NotCancelledYet(amended));
        }

        return NewName.Given(type, Next(amended, isAmendment: IsAmendment(original)));
    }

    private static bool IsAmendment(StoredDocument document)
    {
        using var body = JsonDocument.Parse(document.State.Body);
        return body.RootElement.TryGetProperty(DocType.AmendedFrom, out var from) && from.ValueKind == JsonValueKind.String && from.GetString()!.Length > 0;
    }

    private static string Next(string amended, bool isAmendment)
    {
        var dash = amended.LastIndexOf('-');
        return isAmendment && dash > 0 && int.TryParse(amended.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? string.Create(CultureInfo.InvariantCulture, $"{amended.AsSpan(0, dash)}-{number + 1}")
            : $"{amended}-1";
    }
}
