using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>A link as a role declares it.</summary>
/// <param name="Name">the site's slug, on both sides</param>
/// <param name="Peer">the other side's base address</param>
/// <param name="Sends">signs what goes out</param>
/// <param name="Receives">verifies what comes in</param>
/// <param name="Origin">who declared it ("file" for sites.json)</param>
public sealed record LinkDefinition(string Name, Uri Peer, SecretRing Sends, SecretRing Receives, string Origin = "file");
