using System.Buffers;
using System.Globalization;
using SiteHub.Agent.Documents;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Publications;

/// <summary>An entry for the hub, composed outside the writer.</summary>
/// <param name="Id">Its id in the log, and the event in which the change began.</param>
internal readonly record struct Announcement(string Id, ReadOnlyMemory<byte> Data)
{
    /// <summary>A move between accounts is found out inside the writer, and adds the name of the old one.</summary>
    private const int RoomForAccount = 2_048;

    public static string NewId(DateTimeOffset now) => $"evt_{Guid.CreateVersion7(now):N}";

    public bool IsTooLarge => Data.Length > LinkLimits.MaxEntryBytes - RoomForAccount;

    public static Announcement Of(DocumentChange change) => new(change.Origin.Event, Compose(change.WriteTo, change.Doc.Length + 1_024));

    public static Announcement Of(DocumentRemoval removal) => new(removal.Origin.Event, Compose(removal.WriteTo, 1_024));

    public static ReadOnlyMemory<byte> Compose(Action<IBufferWriter<byte>> write, int capacity = 1_024)
    {
        var output = new ArrayBufferWriter<byte>(capacity);
        write(output);
        return output.WrittenMemory;
    }

    public static DocumentChange Change(
        Publication publication, DocumentState document, Projection projection, IReadOnlyList<string> actions, IReadOnlyList<string> events, DocumentOrigin origin, string? snapshot = null) => new(
        document.DocType,
        document.Name,
        document.Revision,
        publication.Version,
        events,
        document.DocStatus,
        Moment(document.Modified),
        document.ModifiedBy,
        ContentHash.Of(projection.Doc.Span),
        origin,
        projection.Account,
        PreviousAccount: null,
        projection.Card,
        projection.Doc,
        snapshot)
    {
        // Nothing can be asked of what is cancelled.
        Actions = document.DocStatus == 2 ? [] : actions,
        People = NamedPeople.Of(publication.Entry, document.Body),
    };

    public static DocumentRemoval Removal(
        Publication publication, DocumentState now, IReadOnlyList<string> events, DocumentOrigin origin, string? account, string? previousAccount) => new(
        now.DocType, now.Name, now.Revision, publication.Version, events, Moment(now.Modified), now.ModifiedBy, origin, account, previousAccount);

    public static DateTimeOffset Moment(string modified) =>
        DateTimeOffset.Parse(modified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
