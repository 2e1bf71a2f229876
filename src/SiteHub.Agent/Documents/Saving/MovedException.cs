namespace SiteHub.Agent.Documents.Saving;

/// <summary>Somebody changed a document between its reading and the writer: undoes the work's savepoint, and it is tried again.</summary>
internal sealed class MovedException : Exception;
