using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>snapshot.begin</c>: from here on a publication is told from the start. Supersedes a snapshot of it that has not ended.</summary>
/// <param name="Snapshot">names the snapshot; its rows and its end carry it</param>
/// <param name="DocType">whose publication</param>
/// <param name="PublicationVersion">from 0</param>
public sealed record SnapshotBegin(string Snapshot, string DocType, long PublicationVersion)
{
    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static SnapshotBegin Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("snapshot"u8, Snapshot);
        writer.WriteString("docType"u8, DocType);
        writer.WriteNumber("publicationVersion"u8, PublicationVersion);
        writer.WriteEndObject();
    }

    private static SnapshotBegin Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? snapshot = null;
        string? docType = null;
        long? version = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("snapshot"u8))
            {
                snapshot = reader.Id();
            }
            else if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("publicationVersion"u8))
            {
                version = reader.Integer(0);
            }
            else
            {
                reader.Skip();
            }
        }

        return new SnapshotBegin(
            reader.Require(snapshot, entered, "snapshot"), reader.Require(docType, entered, "docType"), reader.Require(version, entered, "publicationVersion"));
    }
}
