namespace SiteHub.Agent.Documents.Bulk;

/// <summary>The chunk before this one was undone and is made anew; this one waits for it.</summary>
internal sealed class OutOfTurnException : Exception;
