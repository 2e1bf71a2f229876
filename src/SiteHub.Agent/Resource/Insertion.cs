using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.Resource.Idempotency;

namespace SiteHub.Agent.Resource;

/// <summary>POST of one document. Under an Idempotency-Key its answer is stored with it, and given again to whoever asks again.</summary>
internal sealed class Insertion(DocumentSaving saving, KeptRequests kept)
{
    public async Task<IResult> Answer(HttpContext http, ResourceRequest request)
    {
        var (key, malformed) = IdempotencyKey.Of(http.Request, request.Caller.User);
        if (malformed is not null)
        {
            return FrappeAnswer.Of(malformed);
        }

        var (given, refusal) = await GivenDocument.Read(http.Request, request.Type, http.RequestAborted);
        if (refusal is not null)
        {
            return FrappeAnswer.Of(refusal);
        }

        return key is { } known
            ? await Once(request, given, known, http.RequestAborted)
            : DocumentAnswer.Data(await saving.Insert(request.Type, given, request.Caller, null, http.RequestAborted), inserted: true);
    }

    private async Task<IResult> Once(ResourceRequest request, ReadOnlyMemory<byte> given, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var hash = KeptRequests.HashOf("POST", request.Type.Name, given.Span);
        if (Again(key, hash) is { } answer)
        {
            return answer;
        }

        try
        {
            IPreparedChange Companion(DocumentState saved) =>
                kept.Answered(key, hash, DocumentAnswer.Data(new SaveOutcome.Saved(saved), inserted: true));
            return DocumentAnswer.Data(await saving.Insert(request.Type, given, request.Caller, Companion, cancellationToken), inserted: true);
        }
        catch (KeyTakenException)
        {
            return Again(key, hash) ?? FrappeAnswer.Of(IdempotencyKey.InProgress());
        }
    }

    private FrappeAnswer? Again(IdempotencyKey key, byte[] hash) => kept.Find(key) switch
    {
        null => null,
        { Status: { } status, Answer: { } body } done when done.Hash.AsSpan().SequenceEqual(hash) => new FrappeAnswer(status, body),
        _ => FrappeAnswer.Of(IdempotencyKey.UsedOtherwise()),
    };
}
