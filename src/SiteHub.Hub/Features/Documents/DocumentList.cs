using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Replica;

namespace SiteHub.Hub.Features.Documents;

/// <summary>Reads a page of documents. Only living ones are listed; what went is seen by its own address and in its timeline.</summary>
internal static class DocumentList
{
    /// <summary>The body of the version that is in force.</summary>
    private const string Body =
        """
        (SELECT r.body FROM document_revision r WHERE r.document_id = d.id AND r.removal = 0
        ORDER BY r.epoch DESC, r.revision DESC, r.publication_version DESC LIMIT 1)
        """;

    public static DocumentPage Read(Session session, Reader reader, DocumentQuery query)
    {
        // Conditions are texts of ours, values are arguments: at most a few hundred statements, prepared once each.
        var args = new List<object?>();
        var sql = new StringBuilder($"SELECT {DocumentItem.Columns}, {query.Sort.Expression} FROM ").Append(reader.Documents(args));
        Equal("d.site", query.Site);
        Equal("d.doc_type", query.DocType);
        Equal("d.account", query.Account);
        OneOf("d.status", query.Statuses);
        OneOf(PublishedKinds.Kind, query.Kinds);
        OneOf(PublishedKinds.Class, query.Classes);
        Equal("d.doc_status", query.DocStatus);
        Equal("d.currency", query.Currency);
        Where("d.date >=", query.From);
        Where("d.date <=", query.To);
        Where("CAST(d.amount AS REAL) >=", query.Least);
        Where("CAST(d.amount AS REAL) <=", query.Most);
        if (query.Text is { } text)
        {
            args.Add(Folding.Of(text));
            var sought = $"${args.Count}";
            sql.Append(" AND (instr(fold(d.name), ").Append(sought).Append(") > 0 OR instr(fold(d.title), ").Append(sought).Append(") > 0 OR json_holds(").Append(Body).Append(", ").Append(sought).Append("))");
        }

        if (query.Cursor is { } cursor)
        {
            args.Add(query.Sort.Value(cursor.Key));
            args.Add(cursor.Id);
            sql.Append(" AND (").Append(query.Sort.Expression).Append(", d.id) ").Append(query.Descending ? '<' : '>');
            sql.Append(" ($").Append(args.Count - 1).Append(", $").Append(args.Count).Append(')');
        }

        var direction = query.Descending ? "DESC" : "ASC";
        args.Add(query.Limit + 1);
        sql.Append(" ORDER BY ").Append(query.Sort.Expression).Append(' ').Append(direction).Append(", d.id ").Append(direction).Append(" LIMIT $").Append(args.Count);
        var rows = session.Many(sql.ToString(), row => (Item: DocumentItem.Map(row), Key: query.Sort.Key(row, DocumentItem.ColumnCount)), [.. args]);
        var page = rows.Take(query.Limit).ToList();
        var next = rows.Count > query.Limit ? new DocumentCursor(query.Sort.Name, query.Descending, page[^1].Key, page[^1].Item.Id) : null;
        return new DocumentPage([.. page.Select(row => row.Item)], next?.ToString());

        void OneOf(string expression, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                args.Add(JsonSerializer.Serialize(values));
                sql.Append(" AND (").Append(expression).Append(") IN (SELECT value FROM json_each($").Append(args.Count).Append("))");
            }
        }

        void Equal(string column, object? value) => Where($"{column} =", value);

        void Where(string condition, object? value)
        {
            if (value is not null)
            {
                args.Add(value);
                sql.Append(" AND ").Append(condition).Append(" $").Append(args.Count);
            }
        }
    }

    /// <returns>the document, living or gone, with its body if it lives; null if the hub never had it</returns>
    public static (DocumentItem Item, byte[]? Body)? FindAnyhow(Session session, DocumentAddress address) =>
        session.One<(DocumentItem, byte[]?)?>(
            $"SELECT {DocumentItem.Columns}, CASE d.state WHEN 0 THEN {Body} END FROM document d WHERE d.site = $1 AND d.doc_type = $2 AND d.name = $3",
            static row => (DocumentItem.Map(row), row.BytesOrNull(DocumentItem.ColumnCount)),
            address.Site,
            address.DocType,
            address.Name);

    /// <returns>the living document with its body; null if there is none that the reader may see</returns>
    public static (DocumentItem Item, byte[] Body)? Find(Session session, Reader reader, DocumentAddress address)
    {
        var args = new List<object?> { address.Site, address.DocType, address.Name };
        return session.One<(DocumentItem, byte[])?>(
            $"SELECT {DocumentItem.Columns}, {Body} FROM {reader.Documents(args)} AND d.site = $1 AND d.doc_type = $2 AND d.name = $3",
            static row => (DocumentItem.Map(row), row.Bytes(DocumentItem.ColumnCount)),
            [.. args]);
    }

    /// <summary>Every status that the reader's documents have.</summary>
    public static List<string> Statuses(Session session, Reader reader)
    {
        var args = new List<object?>();
        return session.Many($"SELECT DISTINCT d.status FROM {reader.Documents(args)} AND d.status IS NOT NULL ORDER BY 1 LIMIT 100", static row => row.Text(0), [.. args]);
    }
}

internal sealed record DocumentPage(IReadOnlyList<DocumentItem> Documents, string? Next);
