using Microsoft.AspNetCore.Http;
using SiteHub.Hub.Audit;
using SiteHub.Hub.People;
using SiteHub.Operations.Csv;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Requests;

namespace SiteHub.Hub.Features.People;

/// <summary>Invites everybody of a file. All lines are looked over first; if one is wrong, nobody is invited.</summary>
internal static class PeopleImport
{
    private const int MostLines = 10_000;

    private static readonly string[] Columns = ["email", "name", "language", "hubRoles", "siteRoles", "sites"];

    public static Task<IResult> Handle(HttpContext http, GivenPeople given, Invitations invitations, bool dryRun = false) =>
        Run(http.Request.Body, http, given, invitations, dryRun);

    public static async Task<IResult> Run(Stream file, HttpContext http, GivenPeople given, Invitations invitations, bool dryRun)
    {
        if (await WholeBody.Read(file, WholeBody.MaxImport, http.RequestAborted) is not { } bytes)
        {
            return WholeBody.TooLarge;
        }

        var (requests, faults) = Read(CsvFile.Read(bytes.Span));
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

    private static (List<(int Line, PersonRequest Person)> People, List<Fault> Faults) Read(CsvFile file)
    {
        if (file.Fault is { } unreadable)
        {
            return ([], [unreadable]);
        }

        if (!file.Columns.Contains("email"))
        {
            return ([], [new Fault("line 1", string.Join(',', file.Columns), $"the names of the columns, email among them: {string.Join(", ", Columns)}")]);
        }

        var faults = file.Columns.Except(Columns).Select(static unknown => new Fault("line 1", unknown, string.Join(", ", Columns))).ToList();
        if (file.Lines.Count > MostLines)
        {
            faults.Add(new Fault("", $"{file.Lines.Count} lines", $"at most {MostLines} people in one file"));
        }

        faults.AddRange(file.Lines.Select(static line => line.Fault).OfType<Fault>());
        return ([.. file.Lines.Take(MostLines).Where(static line => line.Fault is null).Select(static line => (line.Number, Person(line)))], faults);
    }

    private static PersonRequest Person(CsvLine line) =>
        new(line["email"], line["name"], line["language"], List(line["hubRoles"]), SiteRoles.Read(line["siteRoles"])) { Sites = List(line["sites"]) };

    private static string[]? List(string? text) => text?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <param name="Lines">how many people the file names</param>
    /// <param name="Known">of them, who has an account already and was left alone</param>
    internal sealed record Answer(int Lines, int Invited, int Known);
}
