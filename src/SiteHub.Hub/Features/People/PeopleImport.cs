using Microsoft.AspNetCore.Http;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Csv;
using SiteHub.Operations.Problems;

namespace SiteHub.Hub.Features.People;

/// <summary>Invites everybody of a file. All lines are looked over first; if one is wrong, nobody is invited.</summary>
internal static class PeopleImport
{
    private const int MostLines = 10_000;

    private static readonly string[] Columns = ["email", "name", "language", "hubRoles", "siteRoles"];

    public static async Task<IResult> Handle(HttpContext http, GivenPeople given, Invitations invitations, bool dryRun = false)
    {
        using var reader = new StreamReader(http.Request.Body);
        return await Run(await reader.ReadToEndAsync(), http, given, invitations, dryRun);
    }

    public static async Task<IResult> Run(string text, HttpContext http, GivenPeople given, Invitations invitations, bool dryRun)
    {
        var (requests, faults) = Read(text);
        var people = new List<(int Line, GivenPerson Person)>();
        foreach (var (line, request) in requests)
        {
            var (person, wrong) = given.Check(request, $"line {line}: ");
            faults.AddRange(wrong);
            if (person is not null)
            {
                people.Add((line, person));
            }
        }

        faults.AddRange(people.GroupBy(static p => p.Person.Email).Where(static g => g.Count() > 1)
            .Select(static g => new Fault($"line {g.Last().Line}: email", g.Key.Text, $"once; it stands in line {g.First().Line} already")));
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var (invited, known) = (0, 0);
        foreach (var (_, person) in dryRun ? [] : people)
        {
            _ = await invitations.Invite(person, Actor.Of(http), http.RequestAborted) is null ? known++ : invited++;
        }

        return TypedResults.Ok(new Answer(people.Count, invited, known));
    }

    private static (List<(int Line, PersonRequest Person)> People, List<Fault> Faults) Read(string text)
    {
        var lines = CsvLines.Of(text);
        var header = lines.Count > 0 ? lines[0].Cells.ConvertAll(static name => name.Trim()) : [];
        if (!header.Contains("email"))
        {
            return ([], [new Fault("line 1", string.Join(',', header), $"the names of the columns, email among them: {string.Join(", ", Columns)}")]);
        }

        var faults = header.Except(Columns).Select(static unknown => new Fault("line 1", unknown, string.Join(", ", Columns))).ToList();
        if (lines.Count - 1 > MostLines)
        {
            faults.Add(new Fault("", $"{lines.Count - 1} lines", $"at most {MostLines} people in one file"));
        }

        return ([.. lines.Skip(1).Take(MostLines).Select(line => (line.Number, Person(header, line.Cells)))], faults);
    }

    private static PersonRequest Person(List<string> header, List<string> cells)
    {
        return new PersonRequest(Cell("email"), Cell("name"), Cell("language"), List(Cell("hubRoles")), SiteRoles.Read(Cell("siteRoles")));

        string? Cell(string column) => cells.ElementAtOrDefault(header.IndexOf(column)) is { } cell && !string.IsNullOrWhiteSpace(cell) ? cell.Trim() : null;
    }

    private static string[]? List(string? text) => text?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <param name="Lines">how many people the file names</param>
    /// <param name="Known">of them, who has an account already and was left alone</param>
    internal sealed record Answer(int Lines, int Invited, int Known);
}
