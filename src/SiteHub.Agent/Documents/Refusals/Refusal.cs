namespace SiteHub.Agent.Documents.Refusals;

/// <summary>Why a request was not carried out, as Frappe would tell it: its status, its exception's name, its messages.</summary>
/// <param name="Status">the HTTP status</param>
/// <param name="ExcType">Frappe's exception, such as <c>LinkValidationError</c></param>
/// <param name="Exception">the text behind the exception's name; null where Frappe shows no trace (most 404)</param>
/// <param name="Messages">what a person is shown</param>
/// <param name="ErrorMessage">a further line that Frappe adds when permission is missing</param>
public sealed record Refusal(
    int Status,
    string ExcType,
    string? Exception,
    IReadOnlyList<ServerMessage> Messages,
    string? ErrorMessage = null)
{
    /// <summary>One line that says it all, for the faults of a bulk insert.</summary>
    public string Summary => Messages.Count > 0 ? string.Join("; ", Messages.Select(m => m.Text)) : Exception is { Length: > 0 } text ? text : ExcType;

    /// <summary>Frappe's <c>frappe.throw</c>: one message, in red, that is also the exception's text.</summary>
    public static Refusal Thrown(string excType, string message, int status = 417, string title = "Message") =>
        new(status, excType, message, [new ServerMessage(message, title, Indicator: "red", Raised: true)]);

    /// <summary>Frappe's <c>raise</c>: the exception alone, nothing for a person.</summary>
    public static Refusal Raised(string excType, string message, int status = 417) => new(status, excType, message, []);
}

/// <summary>One message of <c>_server_messages</c>.</summary>
public sealed record ServerMessage(string Text, string Title = "Message", string? Indicator = null, bool Raised = false);
