using System.Text.Json;

namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>What came of one request.</summary>
internal abstract record FrappeReply
{
    private FrappeReply()
    {
    }

    /// <summary>What the site's clock shows, to the second; null: it does not say.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <param name="Body">of an answer that is a success: a JSON object</param>
    internal sealed record Answer(JsonElement Body) : FrappeReply
    {
        /// <summary>What was asked for: Frappe puts it into <c>data</c> or <c>message</c>.</summary>
        public JsonElement Value => Body.TryGetProperty("data", out var data) ? data : Body.TryGetProperty("message", out var message) ? message : default;
    }

    /// <summary>What is no JSON, and may be large: to be disposed of, read within bounds of the reader's own.</summary>
    internal sealed record Bytes(HttpResponseMessage Response) : FrappeReply, IDisposable
    {
        public long? Length => Response.Content.Headers.ContentLength;

        public string Type => Response.Content.Headers.ContentType?.MediaType ?? "";

        public void Dispose() => Response.Dispose();
    }

    internal sealed record Failed(FrappeFault Fault) : FrappeReply;
}

/// <param name="Status">null: there was no answer</param>
/// <param name="Error">null: nothing that Frappe itself wrote</param>
/// <param name="Reason">for whoever keeps the site</param>
internal sealed record FrappeFault(Verdict Verdict, int? Status, FrappeError? Error, string Reason)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer is more than is taken at once.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Frappe itself says that there is no such document: a proxy's 404 does not.</summary>
    public bool IsMissing => Status == 404 && Error?.Type == "DoesNotExistError";

    public bool IsForbidden => Status == 403 && Error?.Type == "PermissionError";

    public bool IsStale => Error?.Type == "TimestampMismatchError";

    /// <summary>An error after the commit says so with a 5xx like one before it.</summary>
    public bool MayBeDone => Verdict == Verdict.Unknown || Status is >= 500 and not 503;

    /// <summary>For a person.</summary>
    public string Sentence => Error is { Sentences: [_, ..] sentences } ? string.Join(' ', sentences) : "";
}

/// <summary>A read came to nothing: the work that needed it ends, and comes again by its schedule.</summary>
internal sealed class FrappeFaultException(FrappeFault fault) : Exception(fault.Reason)
{
    public FrappeFault Fault => fault;
}
