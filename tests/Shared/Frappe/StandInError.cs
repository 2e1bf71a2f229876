using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>An error in the form in which Frappe answers it.</summary>
internal sealed class StandInError(int status, string? type, string text, string? message = null, string? errorMessage = null, bool withTrace = true) : Exception
{
    public override string Message => text;

    public int Status => status;

    public string? Type => type;

    public static StandInError Missing(string docType, string name) => new(404, "DoesNotExistError", $"{docType} {name} not found", $"{docType} {name} not found", withTrace: false);

    public static StandInError MissingWithoutWord() => new(404, "DoesNotExistError", "", withTrace: false);

    public static StandInError Invalid(string message, string type = "ValidationError") => new(417, type, $"frappe.exceptions.{type}: {message}", message);

    public static StandInError Stale(string known, string given) => Invalid($"Error: Document has been modified after you have opened it ({known}, {given}). Please refresh to get the latest document.", "TimestampMismatchError");

    public static StandInError Duplicate(string docType, string name) =>
        new(409, "DuplicateEntryError", $"frappe.exceptions.DuplicateEntryError: ('{docType}', '{name}', IntegrityError(1062, \"Duplicate entry '{name}' for key 'PRIMARY'\"))", $"{docType} <strong>{name}</strong> already exists");

    public static StandInError Unique(string docType, string name, string field, string label, string value) =>
        new(417, "UniqueValidationError", $"frappe.exceptions.UniqueValidationError: ('{docType}', '{name}', IntegrityError(1062, \"Duplicate entry '{value}' for key '{field}'\"))", $"{label} must be unique");

    public static StandInError Forbidden(string user, string docType, bool list) => new(
        403, "PermissionError", "frappe.exceptions.PermissionError", $"User <strong>{user}</strong> does not have doctype access via role permission for document <strong>{docType}</strong>", list ? $"No permission for {docType}" : null);

    public static StandInError Unauthorized() => new(401, "AuthenticationError", "frappe.exceptions.AuthenticationError");

    public string ToJson(bool v2)
    {
        if (v2)
        {
            var error = new JsonObject { ["type"] = type };
            if (withTrace)
            {
                error["exception"] = $"Traceback (most recent call last):\n  ...\n{text}";
            }

            error["message"] = message;
            error["title"] = "Message";
            return new JsonObject { ["errors"] = new JsonArray(error) }.ToJsonString();
        }

        var json = new JsonObject();
        if (withTrace)
        {
            json["exception"] = text;
        }

        json["exc_type"] = type;
        if (withTrace)
        {
            json["exc"] = new JsonArray($"Traceback (most recent call last):\n{text}\n").ToJsonString();
        }

        if (message is not null)
        {
            var one = new JsonObject { ["message"] = message, ["title"] = "Message", ["indicator"] = "red", ["raise_exception"] = 1 };
            json["_server_messages"] = new JsonArray(one.ToJsonString()).ToJsonString();
        }

        if (errorMessage is not null)
        {
            json["_error_message"] = errorMessage;
        }

        return json.ToJsonString();
    }
}
