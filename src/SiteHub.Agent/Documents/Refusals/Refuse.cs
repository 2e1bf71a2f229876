namespace SiteHub.Agent.Documents.Refusals;

/// <summary>The refusals, in Frappe's own wording where it has one, so that programs written for it find what they look for.</summary>
public static class Refuse
{
    public static Refusal Invalid(string message) => Refusal.Thrown("ValidationError", message);

    public static Refusal NoDocType(string docType) =>
        new(404, "DoesNotExistError", null, [Shown($"DocType {docType} not found")]);

    public static Refusal NoDocument(string docType, string name) =>
        new(404, "DoesNotExistError", null, [Shown($"{docType} {name} not found")]);

    /// <summary>What Frappe answers when something that is not there is to be deleted: no word to a person.</summary>
    public static Refusal NothingToDelete() => new(404, "DoesNotExistError", null, []);

    public static Refusal Duplicate(string docType, string name) =>
        new(
            409,
            "DuplicateEntryError",
            $"('{docType}', '{name}', IntegrityError(1062, \"Duplicate entry '{name}' for key 'PRIMARY'\"))",
            [new ServerMessage($"{docType} <strong>{name}</strong> already exists", "Duplicate Name", "red")]);

    public static Refusal Stale(string stored, string now) =>
        Refusal.Thrown(
            "TimestampMismatchError",
            $"Error: Document has been modified after you have opened it ({stored}, {now}). Please refresh to get the latest document.");

    /// <summary>Somebody else kept changing the document while this was tried, again and again.</summary>
    public static Refusal Contended(string docType, string name) =>
        Refusal.Thrown("TimestampMismatchError", $"Error: {docType} {name} is being changed by others all the time. Please try again.");

    public static Refusal UpdateAfterSubmit(string prefix, string label, string from, string to) =>
        Refusal.Thrown(
            "UpdateAfterSubmitError",
            $"{prefix} Not allowed to change <strong>{label}</strong> after submission from <strong>{from}</strong> to <strong>{to}</strong>",
            title: "Cannot Update After Submit");

    public static Refusal CancelledIsFinal() => Refusal.Raised("ValidationError", "Cannot edit cancelled document");

    public static Refusal DocStatus(int from, int to) =>
        Refusal.Raised("DocstatusTransitionError", $"Cannot change docstatus from {Named(from)} to {Named(to)}");

    public static Refusal NotSubmittable(string docType) => Invalid($"{docType} cannot be submitted: its DocType is not submittable");

    public static Refusal SubmittedStays(string docType, string name) =>
        Invalid(
            $"{docType} {name}: Submitted Record cannot be deleted. You must <a href='https://docs.erpnext.com//docs/user/manual/en/setting-up/articles/delete-submitted-document' target='_blank'> Cancel </a> it first.");

    public static Refusal NotCancelledYet(string name) =>
        Refusal.Thrown(
            "ValidationError",
            $"{name} cannot be amended because it is not cancelled. Please cancel the document before creating an amendment.",
            title: "Amendment Not Allowed");

    public static Refusal LinkedWith(string docType, string name, string otherDocType, string otherName) =>
        Refusal.Thrown(
            "LinkExistsError",
            $"Cannot delete or cancel because {docType} <strong>{name}</strong> is linked with {otherDocType} <strong>{otherName}</strong>");

    public static Refusal TooManyLinks(string docType, string name, int most) =>
        Invalid($"More than {most} documents are linked with {docType} {name}; renaming it would hold up everybody else");

    public static Refusal NameTaken(string docType, string name) => Invalid($"Another {docType} with name {name} exists, select another name");

    public static Refusal NotPermittedInQuery(string field) => Refusal.Thrown("DataError", $"Field not permitted in query: {field}");

    public static Refusal MalformedJson(string reason) => Refusal.Raised("JSONDecodeError", reason, 400);

    public static Refusal TooLarge(string message) => Refusal.Thrown("ValidationError", message, 413);

    private static ServerMessage Shown(string text) => new(text, Indicator: "red", Raised: true);

    private static string Named(int docStatus) => docStatus switch
    {
        0 => "0 (Draft)",
        1 => "1 (Submitted)",
        _ => "2 (Cancelled)",
    };
}
