using System.Buffers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Protocol.Tests;

/// <summary>What reads each kind of message, and what then writes it again.</summary>
internal static class WireReaders
{
    private static readonly Dictionary<string, Func<ReadOnlyMemory<byte>, Action<IBufferWriter<byte>>>> Readers = new()
    {
        ["batch"] = static m => LinkBatch.Read(m).WriteTo,
        ["answer"] = static m => LinkAnswer.Read(m).WriteTo,
        ["hello"] = static m => LinkHello.Read(m).WriteTo,
        [LinkEventTypes.DocumentChanged] = static m => DocumentChange.Read(m).WriteTo,
        [LinkEventTypes.DocumentSnapshot] = static m => DocumentChange.Read(m).WriteTo,
        [LinkEventTypes.DocumentDeleted] = static m => DocumentRemoval.Read(m).WriteTo,
        [LinkEventTypes.DocumentWithdrawn] = static m => DocumentRemoval.Read(m).WriteTo,
        [LinkEventTypes.SnapshotBegin] = static m => SnapshotBegin.Read(m).WriteTo,
        [LinkEventTypes.SnapshotEnd] = static m => SnapshotEnd.Read(m).WriteTo,
        [LinkEventTypes.SiteResync] = static m => SiteResync.Read(m).WriteTo,
        [LinkEventTypes.SiteCatalogue] = static m => SiteCatalogue.Read(m).WriteTo,
        [LinkEventTypes.UserDisabled] = static m => UserStanding.Read(m).WriteTo,
        [LinkEventTypes.UserEnabled] = static m => UserStanding.Read(m).WriteTo,
        [LinkEventTypes.UserRoles] = static m => PersonAtSite.Read(m).WriteTo,
        [LinkEventTypes.SessionEnded] = static m => UserStanding.Read(m).WriteTo,
        [LinkEventTypes.DocumentRouted] = static m => RoutedDocument.Read(m).WriteTo,
        [LinkEventTypes.ActionRequested] = static m => ActionRequested.Read(m).WriteTo,
        [LinkEventTypes.ActionWithdrawn] = static m => ActionWithdrawn.Read(m).WriteTo,
        [LinkEventTypes.ActionProgressed] = static m => ActionProgressed.Read(m).WriteTo,
        [LinkEventTypes.MessageWritten] = static m => MessageWritten.Read(m).WriteTo,
        [LinkEventTypes.MessageAnswered] = static m => MessageAnswered.Read(m).WriteTo,
        [LinkEventTypes.MessageTold] = static m => MessageTold.Read(m).WriteTo,
        [LinkEventTypes.EntryUnsendable] = static m => EntryUnsendable.Read(m).WriteTo,
    };

    public static IEnumerable<string> Kinds => Readers.Keys;

    /// <param name="sample">a kind, or one with a variant after it: <c>batch.first</c></param>
    public static Func<ReadOnlyMemory<byte>, Action<IBufferWriter<byte>>> Of(string sample) =>
        Readers[Readers.Keys.Single(kind => $"{sample}.".StartsWith($"{kind}.", StringComparison.Ordinal))];
}
