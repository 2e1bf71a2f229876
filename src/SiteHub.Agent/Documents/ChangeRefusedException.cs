namespace SiteHub.Agent.Documents;

/// <summary>A feed cannot carry this change (too large, too deep): the person who saves is told so, and nothing is stored.</summary>
public sealed class ChangeRefusedException(string message) : Exception(message);
