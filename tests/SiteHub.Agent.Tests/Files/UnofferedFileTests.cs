using System.Net;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Tests.Files;

/// <summary>What no publication gives out, no right reaches, or is more than is taken: whatever the hub has found, the site looks by itself.</summary>
public sealed class UnofferedFileTests : IAsyncDisposable
{
    private const string Account = "first";

    private Joined _world = null!;
    private AskingHub _hub = null!;
    private string _note = null!;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(FileAsk.List)]
    [InlineData(FileAsk.One)]
    [InlineData(FileAsk.Print)]
    public async Task What_the_publication_does_not_offer_is_not_there(string what)
    {
        await Started(print: null, files: null);

        var answer = await _hub.Ask(AskingHub.About(what, _note, Account, what == FileAsk.One ? "fil_1" : null));

        (answer.Status, (string)answer.Json["type"]!).ShouldBe((404, Problems.FileMissing));
    }

    [Theory]
    [InlineData("file.name.nothing.at")]
    [InlineData("undefined.name")]
    public async Task A_rule_that_fails_shows_nothing(string rule)
    {
        await Started(print: null, new FilesEntry(rule));

        (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Files.ShouldBeEmpty();
        (await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, "fil_1"))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_is_not_whole_is_not_there_yet()
    {
        await Started(print: null, new FilesEntry(null));
        await Execute("UPDATE document_file SET whole = 0");

        (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Files.ShouldBeEmpty();
        (await _hub.Ask(AskingHub.About(FileAsk.One, _note, Account, "fil_1"))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Of_a_document_that_was_deleted_nothing_is_given()
    {
        await Started(new PrintEntry(null, null), new FilesEntry(null));
        await Execute("UPDATE document SET deleted = 1 WHERE doc_type = 'Note'");

        (await _hub.Ask(AskingHub.About(FileAsk.Print, _note, Account))).Status.ShouldBe(404);
        (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task No_more_than_a_hundred_are_listed_and_none_is_added_to_them()
    {
        await Started(print: null, new FilesEntry(null));
        await Execute($"INSERT INTO document_file (id, doc_type, name, file_name, size, at, by, whole) SELECT 'fil_y' || e.value, 'Note', '{_note}', 'x.pdf', 1, 2, 'b', 1 FROM json_each('[{string.Join(',', Enumerable.Range(0, FileLimits.MaxListed - 1))}]') e");
        using var clerk = await _world.SignedIn();

        (await _hub.Ask(AskingHub.About(FileAsk.List, _note, Account))).Files.Count.ShouldBe(FileLimits.MaxListed);
        await clerk.Open($"/documents/form?docType=Note&name={_note}");
        await clerk.Attach($"/documents/files?handler=Add&docType=Note&name={_note}", "attached", "one more.pdf", [1]);

        clerk.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _world.Count("document_file").ShouldBe(FileLimits.MaxListed);
    }

    [Fact]
    public async Task What_is_larger_than_is_passed_on_is_not_taken_and_leaves_nothing()
    {
        await Started(print: null, new FilesEntry(null));
        using var clerk = await _world.SignedIn();
        await clerk.Open($"/documents/form?docType=Note&name={_note}");

        await clerk.Attach($"/documents/files?handler=Add&docType=Note&name={_note}", "attached", "large.pdf", new byte[FileLimits.MaxBytes + 1]);

        clerk.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (_world.Count("document_file"), _world.Count("document_file_piece")).ShouldBe((1L, 1L));
    }

    [Fact]
    public async Task Whoever_may_not_read_the_document_gets_no_file_and_no_print_of_it()
    {
        await Started(print: null, new FilesEntry(null));
        _world.Hub.Person = new Person("sub-nob", "nob@example.com");
        using var nobody = await _world.SignedIn();

        foreach (var page in new[] { $"handler=One&docType=Note&name={_note}&file=fil_1", $"handler=Print&docType=Note&name={_note}" })
        {
            await nobody.Open($"/documents/files?{page}");

            nobody.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private async Task Started(PrintEntry? print, FilesEntry? files)
    {
        _world = await Joined.Started(site => site.Publications.Add(
            new PublicationEntry("Note", "true", [new PublishedField("title", "title", null)], "title", CardEntry.Empty) { Print = print, Files = files }));
        _world.Hub.Person = new Person("sub-ann", "ann@example.com", "System Manager");
        _hub = new AskingHub(_world.Site, _world.Hub);
        _note = (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{Account}}"}""")).ShouldBe(200).Name;
        await Execute($"INSERT INTO document_file (id, doc_type, name, file_name, size, at, by, whole) VALUES ('fil_1', 'Note', '{_note}', 'offer.pdf', 1, 1, 'b', 1)");
        await Execute("INSERT INTO document_file_piece (file, piece, bytes) VALUES ('fil_1', 0, x'00')");
    }

    private Task<int> Execute(string sql) => _world.Site.Database.Writer.Write(session => session.Execute(sql));
}
