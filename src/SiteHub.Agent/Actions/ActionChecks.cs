using System.Text.Json;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary>What this site asks by itself before it does what a member asked for, whatever the hub has found.</summary>
internal sealed class ActionChecks(ActionSet actions, PublicationSet publications, Database database)
{
    public const string ChangedMeanwhile = "The document has changed meanwhile. Look at it as it is now, and ask again.";

    /// <returns>the action and the document as it stands; or why it is refused</returns>
    public (CompiledAction? Action, StoredDocument? Document, string? Refusal) Check(StoredRequest request)
    {
        if (actions.Find(request.DocType, request.Action) is not { } action || action.Action.OnDocument != request.Name is not null)
        {
            return Refused($"There is no action {request.Action} for {request.DocType} here any more.");
        }

        using var input = JsonDocument.Parse(request.Input);
        if (ActionInput.FaultsOf(action.Action.Input, input.RootElement) is [var fault, ..])
        {
            return Refused($"{fault.Field}: {fault.Found ?? "nothing"} was given; {fault.Expected} was expected.");
        }

        if (request.Files.Count > (action.Action.Files?.Most ?? 0) || request.Files.Any(file => file.Size > action.Action.Files!.MostBytes || !action.Action.Files.Endings.Contains(FileName.EndingOf(file.Name))))
        {
            return Refused("Such files cannot be given with it.");
        }

        return request.Name is null ? (action, null, null) : OnDocument(action, request, request.Name);

        static (CompiledAction?, StoredDocument?, string?) Refused(string why) => (null, null, why);
    }

    private (CompiledAction?, StoredDocument?, string?) OnDocument(CompiledAction action, StoredRequest request, string name)
    {
        var (stored, told) = database.Read(session => StoredDocument.Find(session, request.DocType, name) is { State.Deleted: false } found
            ? (found, PublishedDocument.Find(session, found.Id))
            : (null, null));

        // Whose it is not must not learn whether it is there.
        if (stored is null || told is null || told.Account != request.Account || publications.Of(request.DocType) is not { } publication)
        {
            return (null, null, $"There is no {request.DocType} {name} of this account.");
        }

        var shown = Projection.Of(stored.State.Body, publication.Fields).Doc;
        if (SeenHash.Of(shown.Span) != request.Hash)
        {
            return (null, null, ChangedMeanwhile);
        }

        return stored.State.DocStatus == 2 ? (null, null, $"{action.Action.Label} is not possible: the document is cancelled.") : publication.Actions.Test(action.Action.Name, shown) switch
        {
            ScriptOutcome<bool>.Value { Result: true } => (action, stored, null),
            ScriptOutcome<bool>.Failed failed => (null, null, $"Whether it is allowed could not be told: {failed.Reason}"),
            _ => (null, null, $"{action.Action.Label} is not possible in the document's present state."),
        };
    }
}
