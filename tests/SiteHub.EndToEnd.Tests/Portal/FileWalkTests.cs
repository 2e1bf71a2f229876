using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>A file from a member's form to the document at the site, and from there back by a click; and the document's print.</summary>
public sealed class FileWalkTests(PortalWorld portal) : IClassFixture<PortalWorld>
{
    private const string Slug = "acme";

    private readonly World _world = portal.World;
    private readonly Member _rita = portal.Rita;

    [Fact]
    public async Task What_a_member_sends_with_an_issue_is_among_its_files_byte_for_byte()
    {
        var photo = RandomNumberGenerator.GetBytes(900_000);

        var request = await _rita.Begin(Slug, "Issue", "new", [("subject", "It leaks"), ("priority", "High"), ("description", "At the valve.")], ("valve ü.png", photo));

        await Until.Holds(async () => Regex.Match(await _rita.Page(request), "data-state=.*?</dl>", RegexOptions.Singleline).Value.ShouldStartWith("data-state=\"completed\""));
        var issue = Regex.Match(await _rita.Page(request), "href=\"(/documents/acme/Issue/[^\"]+)\"").Groups[1].Value;
        await Until.Holds(async () => (await _rita.Page(issue)).ShouldContain("It leaks"));
        var list = await _rita.Page(issue + "/files");
        list.ShouldContain("valve ü.png");
        using var file = await _rita.Get(Regex.Match(list, $"href=\"({issue}/files/[^\"]+)\"").Groups[1].Value);
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentType!.ToString().ShouldBe("image/png");
        (await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(photo);
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_world.Hub.DatabaseFile};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM held_file_piece";
        ((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ShouldBe(0);
    }

    [Fact]
    public async Task A_quotation_is_printed_under_the_company_s_letter_head_and_a_site_that_is_down_is_said_to_be()
    {
        var quotation = await _world.InsertQuotationAsync(Slug);
        var page = $"/documents/{Slug}/Quotation/{quotation}";
        await Until.Holds(async () => (await _rita.Page(page)).ShouldContain("Print / PDF"));

        using var print = await _rita.Get(page + "/print");

        print.StatusCode.ShouldBe(HttpStatusCode.OK);
        print.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox;");
        var html = await print.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldContain("1 Harbour Road");
        html.ShouldContain(quotation);

        _world.Site(Slug).Kill();
        using var away = await _rita.Get(page + "/print");
        away.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await away.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("cannot give it at the moment");
        await _world.Site(Slug).StartAsync();
    }
}
