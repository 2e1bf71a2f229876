using System.Text.Json;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>Reads what is said at the site: what hints named, what no hint told of, and at night whether all that is known is still there.</summary>
internal sealed class TalkReads(TalkTypes types, TalkIntake intake, FrappeClient client, SiteClock clock, FrappeEntry entry, Database database, TimeProvider time)
{
    private const int AtOnce = 200;
    private const int Few = 20;
    private const int Part = 10;

    /// <summary>Makes the rows by which the rest is done; a rule that changed begins anew.</summary>
    public void Settle(Session session)
    {
        foreach (var type in types.All)
        {
            session.Execute(
                """
                INSERT INTO frappe_talk (doc_type, rule) VALUES ($1, $2)
                ON CONFLICT (doc_type) DO UPDATE SET rule = excluded.rule, watermark = NULL, run_modified = NULL, run_name = NULL, run_latest = NULL, due = 0 WHERE rule <> excluded.rule
                """,
                type,
                types.RuleOf(type));
        }
    }

    /// <summary>Some of what hints named. What is not there any more is gone: whoever may list the DocType sees all of it.</summary>
    /// <returns>false: nothing is named</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<bool> Named(CancellationToken cancellationToken)
    {
        var (type, named) = database.Read(session => session.Text("SELECT doc_type FROM frappe_said LIMIT 1") is { } first
            ? (first, session.Many("SELECT name, stamp FROM frappe_said WHERE doc_type = $1 ORDER BY stamp LIMIT $2", static row => (Name: row.Text(0), Stamp: row.Long(1)), first, AtOnce))
            : (null, []));
        if (type is null)
        {
            return false;
        }

        var page = types.All.Contains(type) ? await client.Read(new ListQuery(type, SaidRow.Fields(type, entry.RequestField)) { Limit = AtOnce }.WhereIn("name", named.Select(static one => one.Name)), cancellationToken) : default;
        var isBackfilled = database.Read(session => session.Text("SELECT watermark FROM frappe_talk WHERE doc_type = $1", type)) is not null;
        await database.Writer.Write(
            session =>
            {
                var there = Take(session, type, page, isBackfilled);
                foreach (var (name, stamp) in named)
                {
                    if (!there.Contains(name))
                    {
                        intake.Gone(session, type, name);
                    }

                    session.Execute("DELETE FROM frappe_said WHERE doc_type = $1 AND name = $2 AND stamp = $3", type, name, stamp);
                }
            },
            cancellationToken);
        return true;
    }

    /// <summary>One page of what changed since the last look, in the order of the changes; the first look is at everything.</summary>
    /// <returns>false: it is at its end</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<bool> Sweep(string type, CancellationToken cancellationToken)
    {
        var (watermark, modified, name, latest) = database.Read(session => session.One(
            "SELECT watermark, run_modified, run_name, run_latest FROM frappe_talk WHERE doc_type = $1", static row => (row.TextOrNull(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3)), type));
        modified ??= watermark is null ? "" : clock.StartOf(watermark);
        var query = new ListQuery(type, SaidRow.Fields(type, entry.RequestField)) { Order = "modified asc, name asc", Limit = AtOnce }.WhereIn("reference_doctype", types.DocTypesOf(type));
        query.Where(type == TalkTypes.Comment ? "comment_type" : "communication_type", "=", type);
        if (modified.Length > 0)
        {
            query.Where("modified", ">=", modified);
            query = name is { Length: > 0 } ? query.Or("modified", ">", modified).Or("name", ">", name) : query;
        }

        var page = await client.Read(query, cancellationToken);
        var count = page.GetArrayLength();
        var last = count == 0 ? default : page[count - 1];
        var (nextModified, nextName) = (SourceRow.TextOf(last, "modified") ?? modified, SourceRow.TextOf(last, "name") ?? name);
        var ended = count < AtOnce;
        if (!ended && nextModified == modified && nextName == name)
        {
            throw new FrappeFaultException(new FrappeFault(Verdict.Bug, 200, null, $"The site's list of {type} does not go on."));
        }

        var newest = string.CompareOrdinal(nextModified, latest ?? watermark) > 0 ? nextModified : latest ?? watermark ?? nextModified;
        await database.Writer.Write(
            session =>
            {
                Take(session, type, page, isNews: watermark is not null);
                if (ended)
                {
                    session.Execute(
                        "UPDATE frappe_talk SET watermark = $2, run_modified = NULL, run_name = NULL, run_latest = NULL, due = $3, fault = NULL, checked_at = coalesce(checked_at, $4) WHERE doc_type = $1",
                        type,
                        clock.Bounded(newest),
                        time.GetUtcNow() + entry.SweepEvery,
                        time.GetUtcNow());
                }
                else
                {
                    session.Execute("UPDATE frappe_talk SET run_modified = $2, run_name = $3, run_latest = $4 WHERE doc_type = $1", type, nextModified, nextName, newest);
                }
            },
            cancellationToken);
        return !ended;
    }

    /// <summary>Deletions whose hint was lost are found by asking for what is known. Where much is missing at once, the address may lead to another site by now.</summary>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task Check(string type, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        var (after, known) = ("", 0);
        while (true)
        {
            var names = database.Read(session => session.Many(
                "SELECT origin_name FROM message WHERE origin = $1 AND origin_name > $2 AND state IN ('said', 'delivered') ORDER BY origin_name LIMIT $3", static row => row.Text(0), type, after, AtOnce));
            if (names.Count == 0)
            {
                break;
            }

            var page = await client.Read(new ListQuery(type, "name") { Limit = AtOnce }.WhereIn("name", names), cancellationToken);
            var there = page.EnumerateArray().Select(static row => SourceRow.TextOf(row, "name")).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
            missing.AddRange(names.Where(name => !there.Contains(name)));
            (after, known) = (names[^1], known + names.Count);
        }

        await database.Writer.Write(
            session =>
            {
                session.Execute("UPDATE frappe_talk SET checked_at = $2 WHERE doc_type = $1", type, time.GetUtcNow());
                if (missing.Count <= Few || missing.Count * Part <= known)
                {
                    missing.ForEach(name => intake.Gone(session, type, name));
                }
            },
            cancellationToken);
    }

    private HashSet<string> Take(Session session, string type, JsonElement page, bool isNews)
    {
        var there = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var element in page.ValueKind == JsonValueKind.Array ? [.. page.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            if (SourceRow.TextOf(element, "name") is { } name)
            {
                there.Add(name);
            }

            if (SaidRow.Of(type, element) is { } row)
            {
                intake.Take(session, row, isNews);
            }
        }

        return there;
    }
}
