namespace SiteHub.Hub.Replica;

/// <summary>Where a snapshot stands. The numbers stand in the database.</summary>
internal enum SnapshotState
{
    /// <summary>Its rows are coming in.</summary>
    Open = 0,

    /// <summary>It ended, and leaves out so much that a person must say whether that is meant.</summary>
    Waiting = 1,

    /// <summary>It ended, and what it left out is removed.</summary>
    Done = 2,

    /// <summary>A person said that what it left out stays.</summary>
    Denied = 3,
}
