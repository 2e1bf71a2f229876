using System.Text.Json;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Values;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Webhooks;

/// <summary>What an import would do, row by row. Webhooks are known by their names.</summary>
internal sealed record ImportPlan(IReadOnlyList<ImportedRow> Rows)
{
    public static ImportPlan Of(IReadOnlyList<ImportRow> rows, IReadOnlyList<WebhookDefinition> present, WebhookScope scope, DateTimeOffset now)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        NameApart(rows);
        return new ImportPlan([.. rows.Select(row => Plan(row, present.FirstOrDefault(p => p.Name == row.Name), names, scope, now))]);
    }

    /// <summary>Reads, plans and, if all is well or it is told to do what can be done, applies.</summary>
    /// <returns>no plan, and the fault, if the file cannot be read at all</returns>
    public static async Task<(ImportPlan? Plan, bool Applied, Fault? Fault)> Run(
        ReadOnlyMemory<byte> file, bool dryRun, bool partial, WebhookRegistry registry, WebhookScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Utf8Text.Read(file.Span, out var line) is not { } text)
        {
            return (null, false, new Fault($"line {line}", null, Utf8Text.Expected));
        }

        var rows = ImportFile.Read(text, out var fault);
        if (fault is not null)
        {
            return (null, false, fault);
        }

        var plan = Of(rows, registry.Definitions, scope, now);
        var apply = !dryRun && (partial || plan.Rows.All(static r => r.Faults.Count == 0));
        if (apply)
        {
            await registry.Apply([.. plan.Rows.Where(static r => r.Applies).Select(static r => r.Webhook!)], [], cancellationToken);
        }

        return (plan, apply, null);
    }

    /// <summary>In the order of the file, so that the same file finds its webhooks again.</summary>
    private static void NameApart(IReadOnlyList<ImportRow> rows)
    {
        var taken = rows.Where(static row => row.IsNamed).Select(static row => row.Name).ToHashSet();
        foreach (var row in rows.Where(static row => !row.IsNamed))
        {
            var name = row.Name!;
            for (var number = 2; !taken.Add(row.Name); number++)
            {
                row.Webhook["name"] = $"{name} {number}";
            }
        }
    }

    private static ImportedRow Plan(ImportRow row, WebhookDefinition? before, HashSet<string> names, WebhookScope scope, DateTimeOffset now)
    {
        // An id is of the role that gave it.
        row.Webhook.Remove("id");
        row.Webhook.Remove("origin");
        using var json = JsonDocument.Parse(row.Webhook.ToJsonString());
        var given = GivenWebhook.Read(json.RootElement, before, scope, now);
        var faults = row.Faults.Concat(given.Faults).DistinctBy(static f => f.Path).ToList();
        if (row.Name is { } name && !names.Add(name))
        {
            faults.Add(new Fault("name", name, "a name that no other row has"));
        }

        var webhook = given.Webhook is { } read ? read with { Origin = before?.Origin ?? WebhookOrigin.Import } : null;
        var members = webhook is null || before is null ? [] : DeclaredWebhooks.Differences(before, webhook);
        if (before?.Origin is WebhookOrigin.File && (webhook is null || members.Count > 0))
        {
            faults.Add(new Fault("name", before.Name, "one that the configuration file does not declare, for it alone changes those"));
        }

        var kind = before is null ? ChangeKind.Added : members.Count > 0 ? ChangeKind.Changed : ChangeKind.Unchanged;
        return new ImportedRow(row.Number, row.Name, webhook, kind, members, row.Notes, faults);
    }
}

/// <param name="Webhook">null if it cannot be read</param>
internal sealed record ImportedRow(
    int Number, string? Name, WebhookDefinition? Webhook, ChangeKind Kind, IReadOnlyList<string> Members, IReadOnlyList<string> Notes, IReadOnlyList<Fault> Faults)
{
    public bool Applies => Faults.Count == 0 && Kind is not ChangeKind.Unchanged;
}
