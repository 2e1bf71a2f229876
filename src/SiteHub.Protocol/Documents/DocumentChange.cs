using System.Buffers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>document.changed</c> and <c>document.snapshot</c>: a published document as it is at one revision.</summary>
/// <param name="DocType">with <paramref name="Name"/> names the document at its site</param>
/// <param name="Name">the document's name there: any text that is not empty</param>
/// <param name="Revision">from 1, counted by the site under the name for ever, over deletion and recreation too</param>
/// <param name="PublicationVersion">from 0, rises when the publication changes what it shows</param>
/// <param name="Events">what happened, see <see cref="DocEvents"/>; empty where nothing did, and the document is only told again</param>
/// <param name="DocStatus">0 draft, 1 submitted, 2 cancelled</param>
/// <param name="Modified">when, in UTC</param>
/// <param name="ModifiedBy">by whom, in the site's words</param>
/// <param name="Hash">over <paramref name="Doc"/>, see <see cref="ContentHash"/></param>
/// <param name="Origin">where the change began</param>
/// <param name="Account">the customer's record at the site to whom the document belongs; null for nobody</param>
/// <param name="PreviousAccount">to whom it belonged before, where this change moved it</param>
/// <param name="Card">what lists show</param>
/// <param name="Doc">the published fields, a JSON object's text byte for byte; when read, a slice of the data</param>
/// <param name="Snapshot">id of the snapshot that it is a row of; null for a change</param>
public sealed record DocumentChange(
    string DocType,
    string Name,
    long Revision,
    long PublicationVersion,
    IReadOnlyList<string> Events,
    int DocStatus,
    DateTimeOffset Modified,
    string? ModifiedBy,
    string Hash,
    DocumentOrigin Origin,
    string? Account,
    string? PreviousAccount,
    DocumentCard Card,
    ReadOnlyMemory<byte> Doc,
    string? Snapshot = null)
{
    /// <summary>The names of the actions that are open on the document as it now is, at most <see cref="ActionNames.MaxOpen"/>; beside <see cref="Doc"/>, so that <see cref="Hash"/> knows nothing of them.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Whom it names as a customer's, at most <see cref="DocumentPerson.MaxListed"/>; beside <see cref="Doc"/> too. Null: its publication looks for nobody.</summary>
    public IReadOnlyList<DocumentPerson>? People { get; init; }

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static DocumentChange Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    /// <summary>Writes what <see cref="Read"/> reads. <see cref="Doc"/> must be a JSON object; it is written as it is.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        DocumentHead.WriteVersion(writer, DocType, Name, Revision, PublicationVersion);
        if (Snapshot is not null)
        {
            writer.WriteString("snapshot"u8, Snapshot);
        }

        writer.WriteTexts("events"u8, Events);
        writer.WriteNumber("docStatus"u8, DocStatus);
        writer.WriteTime("modified"u8, Modified);
        writer.WriteString("modifiedBy"u8, ModifiedBy);
        writer.WriteString("hash"u8, Hash);
        Origin.Write(writer);
        writer.WriteString("account"u8, Account);
        writer.WriteString("previousAccount"u8, PreviousAccount);
        Card.Write(writer);
        if (Actions.Count > 0)
        {
            writer.WriteTexts("actions"u8, Actions);
        }

        if (People is not null)
        {
            DocumentPerson.WriteAll(writer, People);
        }

        writer.WriteRaw("doc"u8, Doc);
        writer.WriteEndObject();
    }

    private static DocumentChange Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        var head = default(DocumentHead);
        long? docStatus = null;
        string? hash = null;
        DocumentCard? card = null;
        ReadOnlyMemory<byte>? doc = null;
        IReadOnlyList<string> actions = [];
        IReadOnlyList<DocumentPerson>? people = null;
        string? snapshot = null;
        while (reader.NextMember())
        {
            if (head.TryTake(ref reader))
            {
                continue;
            }

            if (reader.Name.SequenceEqual("docStatus"u8))
            {
                docStatus = reader.Integer(0, 2);
            }
            else if (reader.Name.SequenceEqual("hash"u8))
            {
                hash = ReadHash(ref reader);
            }
            else if (reader.Name.SequenceEqual("card"u8))
            {
                card = DocumentCard.Read(ref reader);
            }
            else if (reader.Name.SequenceEqual("actions"u8))
            {
                actions = ActionNames.ReadOpen(ref reader);
            }
            else if (reader.Name.SequenceEqual("people"u8))
            {
                people = DocumentPerson.ReadAll(ref reader);
            }
            else if (reader.Name.SequenceEqual("doc"u8))
            {
                doc = reader.RawObject();
            }
            else if (reader.Name.SequenceEqual("snapshot"u8))
            {
                snapshot = reader.IsNull ? null : reader.Id();
            }
            else
            {
                reader.Skip();
            }
        }

        return new DocumentChange(
            head.DocType(ref reader, entered),
            head.Name(ref reader, entered),
            head.Revision(ref reader, entered),
            head.PublicationVersion(ref reader, entered),
            head.Events(ref reader, entered),
            (int)reader.Require(docStatus, entered, "docStatus"),
            head.Modified(ref reader, entered),
            head.ModifiedBy,
            reader.Require(hash, entered, "hash"),
            head.Origin(ref reader, entered),
            head.Account,
            head.PreviousAccount,
            reader.Require(card, entered, "card"),
            reader.Require(doc, entered, "doc"),
            snapshot)
        {
            Actions = actions,
            People = people,
        };
    }

    private static string ReadHash(ref StrictReader reader)
    {
        const string Expected = "sha256- and 64 lower-case hexadecimal digits";
        var hash = reader.Text(Expected);
        return ContentHash.IsWellFormed(hash) ? hash : throw reader.Fault(Expected);
    }
}
