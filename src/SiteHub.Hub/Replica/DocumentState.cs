namespace SiteHub.Hub.Replica;

/// <summary>What the hub holds of a document. The numbers stand in the database.</summary>
internal enum DocumentState
{
    Live = 0,

    /// <summary>Gone at its site.</summary>
    Deleted = 1,

    /// <summary>Still there, and no longer shown to the hub.</summary>
    Withdrawn = 2,
}
