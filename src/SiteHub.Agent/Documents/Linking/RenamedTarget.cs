namespace SiteHub.Agent.Documents.Linking;

/// <summary>What there is once a rename is stored.</summary>
internal sealed class RenamedTarget(ILinkTargets links, string docType, string newName) : ILinkTargets
{
    public bool Exists(string type, string name) => (type == docType && name == newName) || links.Exists(type, name);
}
