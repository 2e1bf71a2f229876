using System.Text.Json;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Publications;

/// <summary>Whom a document names as a customer's: the addresses in the fields that its publication says, each with each account that it leads to.</summary>
internal static class NamedPeople
{
    /// <returns>null: the publication looks for nobody</returns>
    public static IReadOnlyList<DocumentPerson>? Of(PublicationEntry publication, ReadOnlyMemory<byte> body)
    {
        if (publication.People is not { } people)
        {
            return null;
        }

        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var accounts = people.Accounts is { } place
            ? Owners(root, place.Field.Table).Where(row => place.Where.All(wanted => Text(row, wanted.Key) == wanted.Value)).Select(row => Text(row, place.Field.Field))
            : [Text(root, publication.Account!)];
        var emails = people.Emails.SelectMany(email => Owners(root, email.Table).Select(row => Text(row, email.Field)?.Trim()))
            .Where(static email => email is { Length: <= DocumentPerson.MaxEmail } && email.IndexOf('@', StringComparison.Ordinal) > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return [.. accounts.OfType<string>().Distinct(StringComparer.Ordinal).SelectMany(account => emails.Select(email => new DocumentPerson(account, email!))).Take(DocumentPerson.MaxListed)];
    }

    private static IEnumerable<JsonElement> Owners(JsonElement document, string? table) =>
        table is null ? [document]
        : document.TryGetProperty(table, out var rows) && rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray().Where(static row => row.ValueKind == JsonValueKind.Object)]
        : [];

    private static string? Text(JsonElement owner, string field) => owner.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
