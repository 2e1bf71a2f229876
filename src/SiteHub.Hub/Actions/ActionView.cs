using System.Text.Json;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Replica;
using SiteHub.Hub.Webhooks;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Actions;

/// <summary>A request as a member or an operator sees it.</summary>
internal sealed record ActionView(
    string Id, string? Customer, string? Person, string? PersonName, string Site, string? Account, string? Action, string? Label, string? DocType, string? Name, long? Revision, byte[]? Input,
    DateTimeOffset Created, DateTimeOffset? Expires, string State, string? Reason, DateTimeOffset Changed, bool IsWithdrawalAsked, string? ResultDocType, string? ResultName, long? ResultRevision, string Kind, string ResultKind)
{
    /// <summary>What the link has delivered is with the site, even as long as that has not decided.</summary>
    private static readonly string Columns =
        $"""
        q.id, q.customer, q.person, (SELECT coalesce(p.Name, p.Email) FROM person p WHERE p.Id = q.person), q.site, q.account, q.action, q.label, q.doc_type, q.name, q.revision, q.input, q.created, q.expires,
        CASE WHEN q.state = 'requested' AND EXISTS (SELECT 1 FROM link l WHERE l.name = q.site AND l.out_epoch = q.log_epoch AND l.acked_seq >= q.log_seq) THEN 'sent' ELSE q.state END,
        q.reason, q.changed, q.withdrawal, q.result_doc_type, q.result_name, q.result_revision,
        {PublishedKinds.KindOf("q.site", "q.doc_type")}, {PublishedKinds.KindOf("q.site", "q.result_doc_type")}
        """;

    public bool IsOpen => ActionStates.IsOpen(State);

    public bool MayWithdraw => State is ActionStates.Requested or ActionStates.Sent && !IsWithdrawalAsked;

    public static ActionView? Find(Session session, Reader reader, string id)
    {
        var args = new List<object?> { id };
        return session.One($"SELECT {Columns} FROM {Source(reader, args)} AND q.id = $1", Map, [.. args]);
    }

    /// <summary>Newest first.</summary>
    /// <param name="session">the read</param>
    /// <param name="reader">who looks</param>
    /// <param name="before">the last one's created and id in the page before; null: from the newest</param>
    /// <param name="limit">how many</param>
    /// <param name="state">as it is stored; null: any</param>
    public static List<ActionView> List(Session session, Reader reader, (DateTimeOffset Created, string Id)? before, int limit, string? state = null)
    {
        var args = new List<object?> { before?.Created, before?.Id, limit, state };
        return session.Many($"SELECT {Columns} FROM {Source(reader, args)} AND ($1 IS NULL OR (q.created, q.id) < ($1, $2)) AND ($4 IS NULL OR q.state = $4) ORDER BY q.created DESC, q.id DESC LIMIT $3", Map, [.. args]);
    }

    public static List<ActionView> OfDocument(Session session, Reader reader, string site, string docType, string name)
    {
        var args = new List<object?> { site, docType, name };
        return session.Many($"SELECT {Columns} FROM {Source(reader, args)} AND q.site = $1 AND q.doc_type = $2 AND q.name = $3 ORDER BY q.created DESC LIMIT 20", Map, [.. args]);
    }

    public static List<ActionStep> Steps(Session session, string id) => session.Many(
        "SELECT state, reason, at FROM action_state WHERE request = $1 ORDER BY rank", static row => new ActionStep(row.Text(0), row.TextOrNull(1), row.Time(2)), id);

    public void WriteMembers(Utf8JsonWriter json, IReadOnlyList<ActionStep>? steps = null)
    {
        json.WriteString("request"u8, Id);
        json.WriteString("customer"u8, Customer);
        json.WriteString("member"u8, PersonName);
        json.WriteString("site"u8, Site);
        json.WriteString("account"u8, Account);
        json.WriteString("docType"u8, DocType);
        json.WriteString("name"u8, Name);
        json.WriteString("action"u8, Action);
        json.WriteString("label"u8, Label);
        json.WritePropertyName("input"u8);
        json.WriteRawValue(Input ?? "null"u8, skipInputValidation: true);
        json.WriteString("state"u8, State);
        json.WriteString("reason"u8, Reason);
        json.WriteString("created"u8, Created.UtcDateTime);
        json.WriteString("changed"u8, Changed.UtcDateTime);
        if (Expires is { } expires)
        {
            json.WriteString("expires"u8, expires.UtcDateTime);
        }

        json.WriteBoolean("withdrawalAsked"u8, IsWithdrawalAsked);
        if (ResultName is not null)
        {
            json.WriteStartObject("result"u8);
            json.WriteString("docType"u8, ResultDocType);
            json.WriteString("name"u8, ResultName);
            json.WriteEndObject();
        }

        if (steps is not null)
        {
            json.WriteStartArray("states"u8);
            foreach (var step in steps)
            {
                json.WriteStartObject();
                json.WriteString("state"u8, step.State);
                json.WriteString("reason"u8, step.Reason);
                json.WriteString("at"u8, step.At.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    /// <summary>As it is told to webhooks and programs.</summary>
    public static void Tell(Session session, PortalEvents events, string id)
    {
        if (Find(session, Reader.OfTheHub, id) is { } view)
        {
            events.Tell(session, $"action.{view.State}", id, view.Site, json => view.WriteMembers(json));
        }
    }

    /// <summary>A request is its customer's as long as the account is: one that moved takes its history out of sight.</summary>
    private static string Source(Reader reader, List<object?> args)
    {
        if (reader.Person is null)
        {
            return $"action_request q WHERE {reader.SeenAt("q.site", args)}";
        }

        args.Add(reader.Person);
        args.Add(reader.Customer);
        var (person, customer) = (args.Count - 1, args.Count);
        return $"""
            customer_member m CROSS JOIN action_request q ON q.customer = m.customer JOIN customer_account a ON a.site = q.site AND a.account = q.account AND a.customer = q.customer
            WHERE m.person = ${person} AND (${customer} IS NULL OR m.customer = ${customer}) AND {reader.At("q.site", args)}
            """;
    }

    private static ActionView Map(Row row) => new(
        row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.LongOrNull(10), row.BytesOrNull(11),
        row.Time(12), row.TimeOrNull(13), row.Text(14), row.TextOrNull(15), row.Time(16), !row.IsNull(17), row.TextOrNull(18), row.TextOrNull(19), row.LongOrNull(20), row.Text(21), row.Text(22));
}

internal sealed record ActionStep(string State, string? Reason, DateTimeOffset At);
