using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SiteHub.Delivery.Storage;

namespace SiteHub.Hub.Audit;

/// <summary>An entry as it is stored.</summary>
internal sealed record AuditRow(
    long Seq, DateTimeOffset At, string Who, string? Address, string? Agent, string What, string? About, string Outcome, string? Details, string Hash, string? Origin)
{
    public const string Columns = "seq, at, who, address, agent, what, about, outcome, details, hash, origin";

    public static AuditRow Map(Row row) =>
        new(row.Long(0), row.Time(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.Text(5), row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Text(9), row.TextOrNull(10));

    /// <param name="origin">where the doer came from, which stands elsewhere; null: nowhere</param>
    public static AuditRow After(AuditHead head, AuditEntry entry, string? origin, DateTimeOffset now)
    {
        var row = new AuditRow(head.Seq + 1, now, entry.By.Who, null, null, entry.What, entry.About, entry.Outcome, entry.Details?.ToJsonString(), "", origin);
        return row with { Hash = row.HashAfter(head.Hash) };
    }

    /// <summary>A JSON list of everything in the row: no two rows look the same in it, wherever a text ends.</summary>
    public string HashAfter(string before)
    {
        // Rows from before there were origins hold the address themselves, and keep their hash.
        object?[] members = [before, Seq, At.UtcTicks, Who, Address, Agent, What, About, Outcome, Details];
        if (Origin is not null)
        {
            members = [.. members, Origin];
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(members))));
    }
}

/// <summary>Where the chain ends: its last row's number and hash.</summary>
internal sealed record AuditHead(long Seq, string Hash)
{
    public static AuditHead None { get; } = new(0, "");

    public static AuditHead Of(Session session) =>
        session.One("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", static row => new AuditHead(row.Long(0), row.Text(1))) ?? None;
}
