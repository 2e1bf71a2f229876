using Microsoft.Extensions.Logging;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.Files;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Actions;

namespace SiteHub.Agent.Actions;

/// <summary>In the agent's own database: all of it, and that the request is done, in one transaction.</summary>
internal sealed class EmbeddedChange(SavingTogether saving, ActionProgress progress, Database database, TimeProvider time, ILogger<ActionRunner> logger) : IActionEffect
{
    public bool IsBegun(StoredRequest request) => false;

    public async Task Do(StoredRequest request, CompiledAction action, StoredDocument? document, CancellationToken cancellationToken)
    {
        var (changes, comments, fault) = EmbeddedEffect.Of(action, document, request);
        if (changes is null)
        {
            await Fail(request, fault, cancellationToken);
            return;
        }

        try
        {
            var refusal = await saving.Save(
                changes,
                document,
                (session, saved) =>
                {
                    var made = saved.FirstOrDefault(state => state.DocType != request.DocType || state.Name != request.Name);
                    var result = new ActionResult(made?.DocType, made?.Name, (made ?? (saved.Count > 0 ? saved[0] : null))?.Revision);
                    foreach (var text in comments)
                    {
                        session.Execute(
                            "INSERT INTO document_comment (doc_type, name, at, by, text, request) VALUES ($1, $2, $3, $4, $5, $6)", request.DocType, request.Name, time.GetUtcNow(), request.User, text, request.Id);
                    }

                    RequestFiles.Attach(session, request, made?.DocType ?? request.DocType, made?.Name ?? request.Name!);
                    return progress.Move(session, request.Id, ActionStates.Accepted, ActionStates.Completed, result: result);
                },
                cancellationToken);
            if (refusal is not null)
            {
                await Fail(request, refusal.Summary, cancellationToken);
            }
        }
        catch (MovedException)
        {
            // Somebody was faster. What it then means is asked anew.
        }
    }

    private async Task Fail(StoredRequest request, string? reason, CancellationToken cancellationToken)
    {
        await database.Writer.Write(session => progress.Move(session, request.Id, request.State, ActionStates.Failed, reason), cancellationToken);
        Log.Ended(logger, request.Id, request.Action, request.DocType, request.Name, ActionStates.Failed, reason);
    }
}
