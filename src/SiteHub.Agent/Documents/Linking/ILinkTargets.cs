namespace SiteHub.Agent.Documents.Linking;

/// <summary>Whether what a Link field points at is there. Bulk inserts also know the documents that they are just storing.</summary>
internal interface ILinkTargets
{
    bool Exists(string docType, string name);
}
