using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>The members that every <c>document.*</c> has, while they are being read: what tells which document and which version of it is meant.</summary>
internal ref struct DocumentHead
{
    private string? _docType;
    private string? _name;
    private long? _revision;
    private long? _publicationVersion;
    private List<string>? _events;
    private DateTimeOffset? _modified;
    private DocumentOrigin? _origin;

    public string? ModifiedBy { get; private set; }

    public string? Account { get; private set; }

    public string? PreviousAccount { get; private set; }

    /// <returns>false if the present member is none of these</returns>
    public bool TryTake(ref StrictReader reader)
    {
        var name = reader.Name;
        if (name.SequenceEqual("docType"u8))
        {
            _docType = reader.Text();
        }
        else if (name.SequenceEqual("name"u8))
        {
            _name = reader.Text();
        }
        else if (name.SequenceEqual("revision"u8))
        {
            _revision = reader.Integer(1);
        }
        else if (name.SequenceEqual("publicationVersion"u8))
        {
            _publicationVersion = reader.Integer(0);
        }
        else if (name.SequenceEqual("events"u8))
        {
            _events = TakeEvents(ref reader);
        }
        else if (name.SequenceEqual("modified"u8))
        {
            _modified = reader.Time();
        }
        else if (name.SequenceEqual("modifiedBy"u8))
        {
            ModifiedBy = reader.TextOrNull();
        }
        else if (name.SequenceEqual("origin"u8))
        {
            _origin = DocumentOrigin.Read(ref reader);
        }
        else if (name.SequenceEqual("account"u8))
        {
            Account = reader.TextOrNull();
        }
        else if (name.SequenceEqual("previousAccount"u8))
        {
            PreviousAccount = reader.TextOrNull();
        }
        else
        {
            return false;
        }

        return true;
    }

    public readonly string DocType(ref StrictReader reader, StrictReader.Entered entered) => reader.Require(_docType, entered, "docType");

    public readonly string Name(ref StrictReader reader, StrictReader.Entered entered) => reader.Require(_name, entered, "name");

    public readonly long Revision(ref StrictReader reader, StrictReader.Entered entered) => reader.Require(_revision, entered, "revision");

    public readonly long PublicationVersion(ref StrictReader reader, StrictReader.Entered entered) =>
        reader.Require(_publicationVersion, entered, "publicationVersion");

    public readonly IReadOnlyList<string> Events(ref StrictReader reader, StrictReader.Entered entered) => reader.Require(_events, entered, "events");

    public readonly DateTimeOffset Modified(ref StrictReader reader, StrictReader.Entered entered) => reader.Require(_modified, entered, "modified");

    public readonly DocumentOrigin Origin(ref StrictReader reader, StrictReader.Entered entered) => reader.Require(_origin, entered, "origin");

    public static void WriteVersion(Utf8JsonWriter writer, string docType, string name, long revision, long publicationVersion)
    {
        writer.WriteString("docType"u8, docType);
        writer.WriteString("name"u8, name);
        writer.WriteNumber("revision"u8, revision);
        writer.WriteNumber("publicationVersion"u8, publicationVersion);
    }

    private static List<string> TakeEvents(ref StrictReader reader)
    {
        reader.EnterArray();
        var events = new List<string>(4);
        while (reader.NextItem())
        {
            events.Add(DocEvents.Of(reader.RawValue) ?? reader.Text("the name of a DocEvent"));
        }

        return events;
    }
}
