using System.Buffers;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Files;

/// <summary>
/// What a hub asks a site for at once, for a member who stands waiting: the files of a document, one of them, or its print. It names a document and what the site
/// itself called a file, never an address.
/// </summary>
/// <param name="What"><see cref="List"/>, <see cref="Print"/> or <see cref="One"/></param>
/// <param name="DocType">of the document</param>
/// <param name="Name">of the document</param>
/// <param name="Account">whose it is, by what the site told; the site answers for no other</param>
/// <param name="Member">the person's subject at the hub</param>
/// <param name="Language">of the person, as <c>de</c></param>
/// <param name="File">with <see cref="One"/>: its id, as the site listed it</param>
public sealed record FileAsk(string What, string DocType, string Name, string Account, string Member, string Language, string? File)
{
    public const string List = "list";
    public const string Print = "print";
    public const string One = "file";

    private static readonly string[] Whats = [List, Print, One];

    /// <exception cref="LinkMessageException">it is not such a question</exception>
    public static FileAsk Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteString("what"u8, What);
        writer.WriteString("docType"u8, DocType);
        writer.WriteString("name"u8, Name);
        writer.WriteString("account"u8, Account);
        writer.WriteString("member"u8, Member);
        writer.WriteString("language"u8, Language);
        if (File is not null)
        {
            writer.WriteString("file"u8, File);
        }

        writer.WriteEndObject();
    }

    private static FileAsk Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? what = null, docType = null, name = null, account = null, member = null, language = null, file = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("what"u8))
            {
                what = reader.Text();
                if (!Whats.Contains(what))
                {
                    throw reader.Fault("one of list, print, file");
                }
            }
            else if (reader.Name.SequenceEqual("docType"u8))
            {
                docType = reader.Text();
            }
            else if (reader.Name.SequenceEqual("name"u8))
            {
                name = reader.Text();
            }
            else if (reader.Name.SequenceEqual("account"u8))
            {
                account = reader.Text();
            }
            else if (reader.Name.SequenceEqual("member"u8))
            {
                member = reader.Text();
            }
            else if (reader.Name.SequenceEqual("language"u8))
            {
                language = reader.Text();
            }
            else if (reader.Name.SequenceEqual("file"u8))
            {
                file = reader.TextOrNull();
            }
            else
            {
                reader.Skip();
            }
        }

        return new FileAsk(
            reader.Require(what, entered, "what"),
            reader.Require(docType, entered, "docType"),
            reader.Require(name, entered, "name"),
            reader.Require(account, entered, "account"),
            reader.Require(member, entered, "member"),
            reader.Require(language, entered, "language"),
            what == One ? reader.Require(file, entered, "file") : null);
    }
}
