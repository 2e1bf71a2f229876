using System.Text.Json;
using SiteHub.Delivery.Scripts;
using SiteHub.Protocol.Documents;

namespace SiteHub.Operations.Configuration.Reading;

internal static class PublicationReader
{
    public static PublicationEntry? Read(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } publication)
        {
            return null;
        }

        var docType = publication.Text("docType", required: true);
        var when = When(publication, ScriptNames.Document);
        var fields = publication.List("fields", (field, at) => Field(field, at, context, columns: true), required: true);
        var account = publication.Text("account");
        var card = Card(publication);
        var kind = Kind(publication);
        var statuses = StatusesReader.Read(publication);
        var print = publication.Object("print") is { } printed ? Print(printed) : null;
        var files = publication.Object("files") is { } shown ? Files(shown) : null;
        var people = PeopleReader.Read(publication);
        var conversation = ConversationReader.Read(publication);
        publication.Close();
        return docType is null ? null : new PublicationEntry(docType, when, [.. fields.Select(f => f.Value)], account, card) { Kind = kind, Statuses = statuses, Conversation = conversation, Print = print, Files = files, People = people };
    }

    private static string Kind(ObjectReader publication)
    {
        if (publication.Text("kind") is not { } kind)
        {
            return DocumentKinds.Other;
        }

        if (!DocumentKinds.All.Contains(kind))
        {
            publication.Fault("kind", $"must be one of {Found.List(DocumentKinds.All)}", Found.Text(kind));
        }

        return kind;
    }

    private static PrintEntry Print(ObjectReader print)
    {
        var entry = new PrintEntry(print.Text("format"), print.Text("letterHead"));
        print.Close();
        return entry;
    }

    private static FilesEntry Files(ObjectReader files)
    {
        var entry = new FilesEntry(When(files, FilesEntry.ScriptNames));
        files.Close();
        return entry;
    }

    private static string? When(ObjectReader owner, IReadOnlyList<string> names)
    {
        if (owner.Any("when") is null or { ValueKind: JsonValueKind.Null } || owner.Text("when") is not { } when)
        {
            return null;
        }

        try
        {
            Script.Compile(when, names);
        }
        catch (ScriptException e)
        {
            owner.Fault("when", $"is no condition: {e.Message}", Found.Text(when));
        }

        return when;
    }

    private static PublishedField? Field(JsonElement item, string path, ReadContext context, bool columns)
    {
        if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } name)
        {
            return new PublishedField(name, name, null);
        }

        if (item.ValueKind != JsonValueKind.Object)
        {
            context.Fault(path, "must be the name of a field, or { \"field\": …, \"as\": … }", Found.Value(item));
            return null;
        }

        var reader = ObjectReader.Open(item, path, context)!;
        var field = reader.Text("field", required: true);
        var key = reader.Text("as") ?? field;
        IReadOnlyList<PublishedField>? shown = null;
        if (columns && reader.Any("columns") is not null)
        {
            shown = [.. reader.List("columns", (column, at) => Field(column, at, context, columns: false), required: true).Select(c => c.Value)];
        }

        reader.Close();
        return field is null ? null : new PublishedField(field, key!, shown);
    }

    private static CardEntry Card(ObjectReader publication)
    {
        if (publication.Object("card") is not { } card)
        {
            return CardEntry.Empty;
        }

        var entry = new CardEntry(
            card.Text("title"), card.Text("status"), card.Text("amount"), card.Text("currency"), card.Text("date"), card.Text("due"))
        {
            Outstanding = card.Text("outstanding"),
        };
        card.Close();
        return entry;
    }
}
