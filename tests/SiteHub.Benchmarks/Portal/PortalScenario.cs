using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SiteHub.Benchmarks.Roles;

namespace SiteHub.Benchmarks.Portal;

/// <summary>A million documents of two thousand customers in the hub, and one member who looks at theirs: overview, list, each filter, search, one document.</summary>
internal static class PortalScenario
{
    private const int Documents = 1_000_000;
    private const int Customers = 2_000;

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/"),
        ("list", "/documents"),
        ("company", "/documents?site=acme"),
        ("doctype", "/documents?docType=Quotation"),
        ("kind", "/documents?kind=offer"),
        ("class", "/documents?kind=invoice&class=open&class=overdue"),
        ("status", "/documents?status=Open&status=Replied"),
        ("date", "/documents?from=2026-03-01&to=2026-04-30&sort=date"),
        ("amount", "/documents?least=500&most=600&sort=amount&order=asc"),
        ("text", "/documents?text=word77"),
        ("all", "/documents?docType=Sales+Invoice&status=Unpaid&from=2026-01-01&least=10&text=word&sort=amount"),
        ("document", "/documents/acme/Quotation/DOC-0000154"),
    ];

    public static async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, Progress progress)
    {
        await using var company = Company.Prepare(Path.Combine(options.Data, "portal"));
        await company.StartHub(asUp: true).ReadyAsync();
        await company.Hub.DisposeAsync();
        progress.Tell($"Writing {Documents:N0} documents of {Customers:N0} customers");
        Fill(company.HubDatabase);
        progress.Tell("Starting the hub on them");
        await company.StartHub(asUp: true).ReadyAsync();
        using var member = await PortalBrowser.SignedInAsync(company);
        var result = new BenchmarkResult("portal");
        result.Note("documents", Documents, "in the hub", 0);
        foreach (var (name, path) in Pages)
        {
            progress.Tell($"Looking at {path}");
            var times = await LookAsync(member, path, TimeSpan.FromSeconds(Math.Max(1, options.Seconds / 3.0)));
            result.Note($"{name}_p95_ms", Median.Percentile(times, 0.95), $"{path}, the whole page");
        }

        return result;
    }

    private static async Task<double[]> LookAsync(HttpClient member, string path, TimeSpan longest)
    {
        for (var warm = 0; warm < 5; warm++)
        {
            if (!(await member.GetStringAsync(new Uri(path, UriKind.Relative))).Contains("DOC-", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{path} shows no document: it is not what was to be measured.");
            }
        }

        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < longest)
        {
            var sent = Stopwatch.GetTimestamp();
            _ = await member.GetStringAsync(new Uri(path, UriKind.Relative));
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    /// <summary>Straight into the tables, with the hub stopped: how documents arrive is measured elsewhere.</summary>
    private static void Fill(string database)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN");
        Run(
            $"""
            DELETE FROM customer_account;
            DELETE FROM publication_kind;
            DELETE FROM publication_status;
            INSERT INTO publication_kind (site, doc_type, kind) VALUES ('acme', 'Quotation', 'offer'), ('acme', 'Sales Order', 'order'), ('acme', 'Sales Invoice', 'invoice');
            INSERT INTO publication_status (site, doc_type, status, class) VALUES
                ('acme', 'Quotation', 'Open', 'open'), ('acme', 'Quotation', 'Ordered', 'done'), ('acme', 'Sales Order', 'To Deliver', 'open'), ('acme', 'Sales Invoice', 'Unpaid', 'open'), ('acme', 'Sales Invoice', 'Paid', 'done');
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Customers - 1})
            INSERT INTO customer (id, name, created) SELECT 'cus_' || i, 'Customer ' || i, 0 FROM n;
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Customers - 1})
            INSERT INTO customer_account (site, account, customer, since, by) SELECT 'acme', 'C' || i, 'cus_' || i, 0, 'benchmark' FROM n;
            UPDATE customer_member SET customer = 'cus_77' WHERE customer IN (SELECT id FROM customer WHERE name = 'Riverside Trading');
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Documents})
            INSERT INTO document (id, site, doc_type, name, state, epoch, revision, publication_version, touched_epoch, touched_seq, changed_at, doc_status, account, modified, modified_by, hash, title, status, amount, currency, date, due)
            SELECT i, 'acme', CASE i % 3 WHEN 0 THEN 'Sales Order' WHEN 1 THEN 'Quotation' ELSE 'Sales Invoice' END, printf('DOC-%07d', i), 0, 1, 1, 0, 1, i, 638000000000000000 + i * 1000000, 1,
                'C' || CASE WHEN i = 154 THEN 77 ELSE i % {Customers} END, 638000000000000000 + i, 'Administrator', 'sha256-' || i, 'Customer ' || (i % {Customers}),
                CASE i % 3 WHEN 0 THEN 'To Deliver' WHEN 1 THEN (CASE i / {Customers} % 5 WHEN 0 THEN 'Open' ELSE 'Ordered' END) ELSE (CASE i / {Customers} % 4 WHEN 0 THEN 'Unpaid' ELSE 'Paid' END) END,
                printf('%.2f', ((i + i / {Customers} * 7919) % 20000) / 10.0), 'EUR', date('2026-01-01', '+' || (i * 7 % 330) || ' days'), date('2026-01-15', '+' || (i * 7 % 330) || ' days') FROM n;
            INSERT INTO document_revision (id, document_id, epoch, revision, publication_version, removal, kind, event_id, events, received_at, doc_status, account, modified, modified_by, hash, body, status)
            SELECT id, id, 1, 1, 0, 0, 'changed', 'evt_' || id, '["on_submit"]', changed_at, 1, account, modified, modified_by, hash,
                json_object('name', name, 'customer', account, 'status', status, 'grand_total', CAST(amount AS REAL), 'currency', 'EUR', 'terms', 'word' || (id % 997) || ' ' || hex(zeroblob(250)),
                    'items', json_array(json_object('item_code', 'PUMP-10', 'qty', 2.0, 'rate', 249.0, 'amount', 498.0))), status FROM document;
            COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);
            """);

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            command.ExecuteNonQuery();
        }
    }
}
