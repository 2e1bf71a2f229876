namespace SiteHub.Agent.Resource.Idempotency;

/// <summary>The same key came twice at the same time; the second undoes its own work and answers what the first did.</summary>
internal sealed class KeyTakenException : Exception;
