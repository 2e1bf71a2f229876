using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Audit;

/// <summary>What of the trail is asked for, newest first.</summary>
/// <param name="Who">the doer, exactly: number or e-mail address</param>
/// <param name="What">the deed, exactly, or a group of deeds with a full stop at its end (<c>client.</c>)</param>
/// <param name="Text">anywhere in doer, deed, whom it was about, their names, and details</param>
/// <param name="Before">only rows with smaller numbers: the next page</param>
internal sealed record AuditQuery(string? Who, string? What, DateTimeOffset? Since, DateTimeOffset? Until, string? Text, long? Before, int Limit)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxText = 100;

    private static readonly string[] Known = ["who", "what", "since", "until", "text", "before", "limit"];

    /// <returns>the query, or every fault of it</returns>
    public static (AuditQuery? Query, IReadOnlyList<Fault> Faults) Read(IQueryCollection parameters)
    {
        var faults = new List<Fault>();
        faults.AddRange(parameters.Keys.Where(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)).Select(key => new Fault(key, parameters[key], $"one of {string.Join(", ", Known)}")));
        var query = new AuditQuery(Plain("who"), Plain("what"), Time("since"), Time("until"), Plain("text"), Number("before", long.MaxValue), (int)(Number("limit", MaxLimit) ?? DefaultLimit));
        if (query.Text?.Length > MaxText)
        {
            faults.Add(new Fault("text", query.Text, $"at most {MaxText} characters"));
        }

        return faults.Count > 0 ? (null, faults) : (query, faults);

        string? Plain(string name) => parameters[name].ToString() is { Length: > 0 } value ? value : null;

        DateTimeOffset? Time(string name)
        {
            if (Plain(name) is not { } found)
            {
                return null;
            }

            if (DateTimeOffset.TryParse(found, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                return time;
            }

            faults.Add(new Fault(name, found, "a time, such as 2026-11-24T12:00:00Z"));
            return null;
        }

        long? Number(string name, long most)
        {
            if (Plain(name) is not { } found)
            {
                return null;
            }

            if (long.TryParse(found, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            {
                return number;
            }

            faults.Add(new Fault(name, found, most == long.MaxValue ? "a row's number" : $"a number from 1 to {most}"));
            return null;
        }
    }

    public List<AuditRow> Page(Session session)
    {
        var sql = new StringBuilder(
            """
            SELECT seq, at, a.who, coalesce(a.address, o.address), coalesce(a.agent, o.agent), what, about, outcome, details, hash, origin
            FROM audit a LEFT JOIN audit_origin o ON o.key = a.origin WHERE 1 = 1
            """);
        var args = new List<object?>();
        if (Who is not null)
        {
            args.Add(Who);
            sql.Append(" AND a.who IN (SELECT $1 UNION SELECT id FROM audit_person WHERE email = $1)");
        }

        if (What?.EndsWith('.') == true)
        {
            // The character after the full stop ends the group's range.
            Add(" AND what >= $", What);
            Add(" AND what < $", What[..^1] + '/');
        }
        else
        {
            Add(" AND what = $", What);
        }

        Add(" AND at >= $", Since);
        Add(" AND at < $", Until);
        Add(" AND seq < $", Before);
        if (Text is not null)
        {
            args.Add(Folding.Of(Text));
            sql.Append(" AND instr(fold(a.who || ' ' || what || ' ' || coalesce(about, '') || ' ' || coalesce(details, '') || ' ' || coalesce(a.address, o.address, '') || ' ' || ")
                .Append("coalesce((SELECT group_concat(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') FROM audit_person p WHERE p.id IN (a.who, about)), '')), $")
                .Append(args.Count).Append(") > 0");
        }

        args.Add(Limit);
        sql.Append(" ORDER BY seq DESC LIMIT $").Append(args.Count);
        return session.Many(sql.ToString(), AuditRow.Map, args.ToArray());

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                args.Add(value);
                sql.Append(condition).Append(args.Count);
            }
        }
    }
}
