namespace SiteHub.Agent.Seed;

/// <summary>A document of the configuration's seed cannot be saved. The site does not start, for it would stay half empty.</summary>
public sealed class SeedRefusedException(string message) : Exception(message);
