using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>document.deleted</c> and <c>document.withdrawn</c>: the hub has the document no more. It counts as a revision of its own.</summary>
/// <param name="DocType">with <paramref name="Name"/> names the document at its site</param>
/// <param name="Name">the document's name there</param>
/// <param name="Revision">from 1, higher than that of every version told before</param>
/// <param name="PublicationVersion">from 0, as for <see cref="DocumentChange"/></param>
/// <param name="Events">what happened, see <see cref="DocEvents"/></param>
/// <param name="Modified">when, in UTC</param>
/// <param name="ModifiedBy">by whom, in the site's words</param>
/// <param name="Origin">where the change began</param>
/// <param name="Account">to whom the document belongs now, where it still exists</param>
/// <param name="PreviousAccount">to whom it belonged when it was last told</param>
public sealed record DocumentRemoval(
    string DocType,
    string Name,
    long Revision,
    long PublicationVersion,
    IReadOnlyList<string> Events,
    DateTimeOffset Modified,
    string? ModifiedBy,
    DocumentOrigin Origin,
    string? Account,
    string? PreviousAccount)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static DocumentRemoval Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        DocumentHead.WriteVersion(writer, DocType, Name, Revision, PublicationVersion);
        writer.WriteTexts("events"u8, Events);
        writer.WriteTime("modified"u8, Modified);
        writer.WriteString("modifiedBy"u8, ModifiedBy);
        Origin.Write(writer);
        writer.WriteString("account"u8, Account);
        writer.WriteString("previousAccount"u8, PreviousAccount);
        writer.WriteEndObject();
    }

    private static DocumentRemoval Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        var head = default(DocumentHead);
        while (reader.NextMember())
        {
            if (!head.TryTake(ref reader))
            {
                reader.Skip();
            }
        }

        return new DocumentRemoval(
            head.DocType(ref reader, entered),
            head.Name(ref reader, entered),
            head.Revision(ref reader, entered),
            head.PublicationVersion(ref reader, entered),
            head.Events(ref reader, entered),
            head.Modified(ref reader, entered),
            head.ModifiedBy,
            head.Origin(ref reader, entered),
            head.Account,
            head.PreviousAccount);
    }
}
