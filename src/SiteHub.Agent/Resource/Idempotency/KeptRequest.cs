using SiteHub.Agent.Documents.Bulk;

namespace SiteHub.Agent.Resource.Idempotency;

/// <summary>What was done under a key. <paramref name="Status"/> is null while it is not finished.</summary>
internal sealed record KeptRequest(long Id, byte[] Hash, BulkCount Count, int? Status, byte[]? Answer);
