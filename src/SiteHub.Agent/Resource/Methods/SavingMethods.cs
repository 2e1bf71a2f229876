using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.Documents.Saving;

namespace SiteHub.Agent.Resource.Methods;

/// <summary>Those of <c>frappe.client</c> that change documents.</summary>
internal sealed class SavingMethods(DocumentSaving saving, Renaming renaming)
{
    private const int MostDocuments = 200;

    public async Task<IResult> Insert(MethodCall call)
    {
        var (type, json, _, refusal) = call.Document(call.Arguments.Json("doc"));
        return type is null ? FrappeAnswer.Of(refusal!) : DocumentAnswer.Message(await saving.Insert(type, json, call.Caller, null, call.Cancelled));
    }

    /// <summary>Frappe's limit is 200, and the first that is refused ends it.</summary>
    public async Task<IResult> InsertMany(MethodCall call)
    {
        var docs = call.Arguments.Json("docs");
        if (docs.ValueKind != JsonValueKind.Array || docs.GetArrayLength() > MostDocuments)
        {
            return FrappeAnswer.Of(call.Arguments.Refusal ?? Refuse.Invalid($"Only {MostDocuments} inserts allowed in one request"));
        }

        // All of them are read before the first is stored.
        var parts = docs.EnumerateArray().Select(call.Document).ToList();
        if (parts.Select(part => part.Refusal).FirstOrDefault(fault => fault is not null) is { } malformed)
        {
            return FrappeAnswer.Of(malformed);
        }

        var names = new List<string>();
        foreach (var (type, json, _, _) in parts)
        {
            switch (await saving.Insert(type!, json, call.Caller, null, call.Cancelled))
            {
                case SaveOutcome.Refused refused:
                    return FrappeAnswer.Of(refused.Why);
                case SaveOutcome.Saved saved:
                    names.Add(saved.Document.Name);
                    break;
            }
        }

        return FrappeAnswer.Of("message", json => JsonSerializer.Serialize(json, names));
    }

    public Task<IResult> Save(MethodCall call) => Change(call, call.Arguments.Json("doc"), null);

    /// <summary>Frappe's client for Python calls the document by the name that it had long ago.</summary>
    public Task<IResult> Submit(MethodCall call) => Change(call, call.Arguments.Json(call.Arguments.Text("doc") is null ? "doclist" : "doc"), 1);

    public async Task<IResult> Cancel(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var name = call.Arguments.Required("name");
        return (refusal ?? call.Arguments.Refusal) is { } fault
            ? FrappeAnswer.Of(fault)
            : DocumentAnswer.Message(await saving.Update(type!, name, default, 2, call.Caller, call.Cancelled));
    }

    public async Task<IResult> Delete(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var name = call.Arguments.Required("name");
        if ((refusal ?? call.Arguments.Refusal) is { } fault)
        {
            return FrappeAnswer.Of(fault);
        }

        return await saving.Delete(type!, name, call.Caller, call.Cancelled) is SaveOutcome.Refused refused ? FrappeAnswer.Of(refused.Why) : MethodCall.Nothing;
    }

    /// <summary>One field and its value, or an object of several in the field's place.</summary>
    public async Task<IResult> SetValue(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var name = call.Arguments.Required("name");
        var field = call.Arguments.Json("fieldname");
        if ((refusal ?? call.Arguments.Refusal) is { } fault)
        {
            return FrappeAnswer.Of(fault);
        }

        ReadOnlyMemory<byte> given = field.ValueKind == JsonValueKind.Object
            ? System.Text.Encoding.UTF8.GetBytes(field.GetRawText())
            : OneMember(call.Arguments.Required("fieldname"), call.Arguments.Raw("value"));
        return call.Arguments.Refusal is { } missing
            ? FrappeAnswer.Of(missing)
            : DocumentAnswer.Message(await saving.Update(type!, name, given, null, call.Caller, call.Cancelled));
    }

    public async Task<IResult> Rename(MethodCall call)
    {
        var (type, refusal) = call.DocType();
        var oldName = call.Arguments.Text("old_name") ?? call.Arguments.Text("old") ?? "";
        var newName = (call.Arguments.Text("new_name") ?? call.Arguments.Text("new"))?.Trim() ?? "";
        return type is null
            ? FrappeAnswer.Of(refusal!)
            : await renaming.Rename(type, oldName, newName, call.Caller, call.Cancelled) switch
            {
                SaveOutcome.Refused refused => FrappeAnswer.Of(refused.Why),
                _ => FrappeAnswer.Of("message", newName),
            };
    }

    /// <summary>Each for itself; those that failed are named.</summary>
    public async Task<IResult> BulkUpdate(MethodCall call)
    {
        var docs = call.Arguments.Json("docs");
        if (docs.ValueKind != JsonValueKind.Array)
        {
            return FrappeAnswer.Of(call.Arguments.Refusal ?? Refuse.Invalid("The argument docs must be a list of documents"));
        }

        var failed = new List<(JsonElement Document, string Why)>();
        foreach (var doc in docs.EnumerateArray())
        {
            var (type, _, document, refusal) = call.Document(doc);
            if (type is not null)
            {
                var name = document.TryGetProperty("docname", out var docName) && docName.ValueKind == JsonValueKind.String ? docName.GetString()! : "";
                var outcome = await saving.Update(type, name, Without(document, "doctype", "docname"), null, call.Caller, call.Cancelled);
                refusal = (outcome as SaveOutcome.Refused)?.Why;
            }

            if (refusal is not null)
            {
                failed.Add((doc, refusal.Summary));
            }
        }

        return FrappeAnswer.Of("message", json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("failed_docs");
            foreach (var (document, why) in failed)
            {
                json.WriteStartObject();
                json.WritePropertyName("doc");
                document.WriteTo(json);
                json.WriteString("exc", why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task<IResult> Change(MethodCall call, JsonElement doc, int? docStatus)
    {
        var (type, json, document, refusal) = call.Document(doc);
        return type is null
            ? FrappeAnswer.Of(refusal!)
            : DocumentAnswer.Message(await saving.Update(type, MethodCall.NameIn(document) ?? "", json, docStatus, call.Caller, call.Cancelled));
    }

    private static ReadOnlyMemory<byte> OneMember(string name, JsonElement value) => Object(json =>
    {
        json.WritePropertyName(name);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            json.WriteNullValue();
        }
        else
        {
            value.WriteTo(json);
        }
    });

    private static ReadOnlyMemory<byte> Without(JsonElement document, params string[] names) => Object(json =>
    {
        foreach (var member in document.EnumerateObject().Where(member => !names.Contains(member.Name)))
        {
            member.WriteTo(json);
        }
    });

    private static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
