using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Customers;
using SiteHub.Operations.Csv;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Requests;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Features.Customers;

/// <summary>
/// Customers, their accounts and their members out of a file: a line names a customer, and an account or a member of it, or both. All lines are looked
/// over first; if one is wrong, nothing is done. Once more does nothing twice.
/// </summary>
internal static class CustomersImport
{
    private const int MostLines = 10_000;

    private static readonly string[] Columns = ["customer", "site", "account", "email", "name", "role"];

    public static Task<IResult> Handle(HttpContext http, Database database, CustomerRows rows, MemberInvitations invitations, bool dryRun = false) =>
        Run(http.Request.Body, http, database, rows, invitations, dryRun);

    public static async Task<IResult> Run(Stream stream, HttpContext http, Database database, CustomerRows rows, MemberInvitations invitations, bool dryRun)
    {
        if (await WholeBody.Read(stream, WholeBody.MaxImport, http.RequestAborted) is not { } bytes)
        {
            return WholeBody.TooLarge;
        }

        var file = CsvFile.Read(bytes.Span);
        if (file.Fault is { } unreadable)
        {
            return Problem.Invalid([unreadable]);
        }

        if (!file.Columns.Contains("customer") || file.Columns.Except(Columns).Any())
        {
            return Problem.Invalid([new Fault("line 1", string.Join(',', file.Columns), $"the names of the columns, customer among them: {string.Join(", ", Columns)}")]);
        }

        if (file.Lines.Count > MostLines)
        {
            return Problem.Invalid([new Fault("", $"{file.Lines.Count} lines", $"at most {MostLines}")]);
        }

        var given = file.Lines.Where(static line => line.Fault is null).Select(static line => new Line(line.Number, line["customer"], line["site"], line["account"], line["email"], line["name"], line["role"])).ToList();
        var faults = file.Lines.Select(static line => line.Fault).OfType<Fault>().Concat(given.SelectMany(line => FaultsOf(line, database))).Concat(Twice(given)).Concat(Others(given, database)).ToList();
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var by = Actor.Of(http);
        var (created, linked, members) = (0, 0, 0);
        foreach (var line in dryRun ? [] : given)
        {
            var (customer, isNew) = await database.Writer.Write(
                db =>
                {
                    var known = db.Text("SELECT id FROM customer WHERE folded = $1", Folding.Of(line.Customer!));
                    var id = known ?? rows.Create(db, line.Customer!, by)!;
                    if (line.Account is not null)
                    {
                        rows.Link(db, id, line.Site!, line.Account, null, by);
                    }

                    return (id, known is null);
                },
                http.RequestAborted);
            created += isNew ? 1 : 0;
            linked += line.Account is null ? 0 : 1;
            if (line.Email is not null)
            {
                // A file says what is to be: one that names another role changes it.
                if (await invitations.Invite(customer, EmailAddress.Parse(line.Email)!, PersonName.Parse(line.Name), null, line.Role ?? Protocol.Actions.MemberRoles.Buyer, by, http.RequestAborted) is JoinOutcome.MemberAlready already)
                {
                    _ = line.Role is null || line.Role == already.Role || await rows.ChangeRole(customer, already.Person, line.Role, by, http.RequestAborted);
                }
                else
                {
                    members++;
                }
            }
        }

        return TypedResults.Ok(new Answer(given.Count, created, linked, members));
    }

    private static IEnumerable<Fault> FaultsOf(Line line, Database database)
    {
        var at = $"line {line.Number}: ";
        if (CustomersEndpoints.NameFault(line.Customer, at + "customer") is { } name)
        {
            yield return name;
        }

        if (line.Account is null != line.Site is null)
        {
            yield return new Fault(at + (line.Site is null ? "site" : "account"), null, "site and account together, or neither");
        }
        else if (line.Site is not null && CustomersEndpoints.SiteFault(database, line.Site, at + "site") is { } site)
        {
            yield return site;
        }

        if (line.Email is not null && CustomersEndpoints.EmailFault(line.Email, at + "email") is { } email)
        {
            yield return email;
        }

        if (CustomersEndpoints.PersonFault(line.Name, at + "name") is { } person)
        {
            yield return person;
        }

        if (line.Role is not null && CustomersEndpoints.RoleFault(line.Role, at + "role") is { } role)
        {
            yield return role;
        }
    }

    /// <summary>An account that is another customer's is moved by hand, by whoever is told whose it is.</summary>
    private static List<Fault> Others(List<Line> lines, Database database) => database.Read(session => lines
        .Where(static line => line is { Account: not null, Site: not null, Customer: not null })
        .Select(line => (Line: line, Owner: session.Text("SELECT c.name FROM customer_account a JOIN customer c ON c.id = a.customer WHERE a.site = $1 AND a.account = $2", line.Site, line.Account)))
        .Where(static found => found.Owner is not null && Folding.Of(found.Owner!) != Folding.Of(found.Line.Customer!))
        .Select(static found => new Fault($"line {found.Line.Number}: account", found.Line.Account, $"an account of nobody, or of this customer; it is {found.Owner}'s, from whom it is taken on the page of the customer"))
        .ToList());

    private static IEnumerable<Fault> Twice(List<Line> lines) => lines
        .Where(static line => line.Account is not null)
        .GroupBy(static line => (line.Site, line.Account))
        .Where(static group => group.Select(static line => line.Customer is { } name ? Folding.Of(name) : null).Distinct().Count() > 1)
        .Select(static group => new Fault($"line {group.Last().Number}: account", group.Key.Account, $"an account of one customer; line {group.First().Number} gives it to another"));

    private sealed record Line(int Number, string? Customer, string? Site, string? Account, string? Email, string? Name, string? Role);

    /// <param name="Created">customers that there were not</param>
    /// <param name="Linked">lines that named an account</param>
    internal sealed record Answer(int Lines, int Created, int Linked, int Members);
}
