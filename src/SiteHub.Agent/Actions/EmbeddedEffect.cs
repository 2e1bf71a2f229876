using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.People;
using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Actions;

/// <summary>Works out what an action changes in the embedded documents. Scripts run here, outside the writer.</summary>
internal static class EmbeddedEffect
{
    /// <returns>the changes in their order and the comments; or why there are none</returns>
    public static (IReadOnlyList<SetChange>? Changes, IReadOnlyList<string> Comments, string? Fault) Of(CompiledAction action, StoredDocument? document, StoredRequest request)
    {
        var caller = new Caller(request.User!, []) { MayEverything = true };
        ReadOnlyMemory<byte>?[] given = [document?.State.Body, .. Given(request)];
        var fields = new JsonObject();
        int? docStatus = null;
        var made = new List<SetChange>();
        var comments = new List<string>();
        foreach (var step in action.Entry.Effect)
        {
            switch (step)
            {
                case ActionStep.Submit:
                    docStatus = 1;
                    break;
                case ActionStep.Cancel:
                    docStatus = 2;
                    break;
                case ActionStep.Set set:
                    if (Value(set.Fields, out var fault) is not JsonObject changed)
                    {
                        return Failed(fault ?? "what shall be set is no object");
                    }

                    foreach (var (name, value) in changed)
                    {
                        fields[name] = value?.DeepClone();
                    }

                    break;
                case ActionStep.Create create:
                    if (Value(create.Doc, out fault) is not JsonObject fresh)
                    {
                        return Failed(fault ?? "what shall be made is no object");
                    }

                    made.Add(new SetChange(create.DocType, null, Bytes(fresh), null, caller));
                    break;
                case ActionStep.Comment comment:
                    if (Value(comment.Text, out fault) is not JsonValue said || said.GetValueKind() != JsonValueKind.String)
                    {
                        return Failed(fault ?? "the comment is no text");
                    }

                    comments.Add(said.GetValue<string>());
                    break;
            }
        }

        if (document is not null && (fields.Count > 0 || docStatus is not null))
        {
            made.Add(new SetChange(document.State.DocType, document.State.Name, Bytes(fields), docStatus, caller));
        }

        return (made, comments, null);

        JsonNode? Value(string source, out string? fault)
        {
            var outcome = action.ScriptOf(source).Transform(given);
            fault = outcome is ScriptOutcome<ReadOnlyMemory<byte>>.Failed failed ? failed.Reason : null;
            return outcome is ScriptOutcome<ReadOnlyMemory<byte>>.Value value ? JsonNode.Parse(value.Result.Span) : null;
        }

        static (IReadOnlyList<SetChange>?, IReadOnlyList<string>, string?) Failed(string why) => (null, [], $"The action could not be carried out here: {why}");
    }

    /// <summary>In the order of <see cref="ActionEntry.ScriptNames"/>, behind the document.</summary>
    internal static ReadOnlyMemory<byte>?[] Given(StoredRequest request) =>
    [
        request.Input,
        Bytes(new JsonObject { ["name"] = request.Person, ["email"] = request.Email, ["user"] = request.User }),
        JsonSerializer.SerializeToUtf8Bytes(request.Account),
        JsonSerializer.SerializeToUtf8Bytes(request.Id),
    ];

    private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
}
