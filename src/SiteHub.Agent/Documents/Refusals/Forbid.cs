namespace SiteHub.Agent.Documents.Refusals;

/// <summary>Frappe's answers to who may not.</summary>
public static class Forbid
{
    public static Refusal List(string user, string docType) =>
        Refused(NoAccess(user, docType), $"No permission for {docType}");

    public static Refusal Read(string user, string docType) =>
        Refused($"{NoAccess(user, docType)}<br>{NotThisOne(user)}");

    public static Refusal Create(string user, string docType) =>
        Refused($"{NoAccess(user, docType)}<br>{NotThisOne(user)}", $"Insufficient Permission for {docType} (<strong>create</strong>)");

    public static Refusal Change(string user, string docType, string name, string right) =>
        Refused(
            $"{NoAccess(user, docType)}<br>{NotThisOne(user)}: {docType} - {name}",
            $"Insufficient Permission for {docType} (<strong>{right}</strong>)");

    public static Refusal Method(string method) =>
        Refusal.Thrown(
            "PermissionError",
            $"<details><summary>You are not permitted to access this resource.</summary>Function <strong>{method}</strong> is not whitelisted.</details>",
            403,
            "Method Not Allowed");

    /// <summary>The credentials themselves are wrong; what exactly is nobody's business.</summary>
    public static Refusal Credentials() => Refusal.Raised("AuthenticationError", "", 401);

    private static Refusal Refused(string message, string? errorMessage = null) =>
        new(403, "PermissionError", "", [new ServerMessage(message)], errorMessage);

    private static string NoAccess(string user, string docType) =>
        $"User <strong>{user}</strong> does not have doctype access via role permission for document <strong>{docType}</strong>";

    private static string NotThisOne(string user) => $"User <strong>{user}</strong> does not have access to this document";
}
