using System.Security.Cryptography;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;

namespace SiteHub.Agent.Tests.Files;

/// <summary>Files that a member gave with a request: fetched once, held against their hash, and attached with the request's effect or not at all.</summary>
public sealed class GivenFileTests : IAsyncLifetime
{
    private const string Account = "first";
    private static readonly byte[] Photo = RandomNumberGenerator.GetBytes(600_000);

    private Joined _world = null!;
    private GivingHub _hub = null!;
    private string _note = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await Joined.Started(static site =>
        {
            site.Publications.Add(new PublicationEntry("Note", null, [new PublishedField("title", "title", null)], "title", CardEntry.Empty) { Files = new FilesEntry(null) });
            site.Actions.Add(Action("new", onDocument: false, new ActionStep.Create("Note", "({ title: account, content: input.text })")));
            site.Actions.Add(Action("attach", onDocument: true));
            site.Actions.Add(Action("break", onDocument: true, new ActionStep.Set("({ title: null })")));
        });
        _hub = new GivingHub(_world.Site, _world.Hub);
        _world.Site.Service<WorkerSet>().FirstPause = TimeSpan.FromMilliseconds(5);
        _note = (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{Account}}"}""")).ShouldBe(200).Name;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task They_are_attached_to_what_is_made_and_the_hub_reads_them_there()
    {
        var request = await New(("photo ü.png", Photo), ("offer.pdf", "%PDF-"u8.ToArray()));

        await _hub.Ends(request, ActionStates.Completed);
        var made = _hub.Row(request).Result!;
        var asking = new AskingHub(_world.Site, _world.Hub);
        var files = (await asking.Ask(AskingHub.About("list", made, Account))).Files;
        files.Select(static file => file.Name).Order().ShouldBe(["offer.pdf", "photo ü.png"]);
        (await asking.Ask(AskingHub.About("file", made, Account, files.Single(static file => file.Name.EndsWith("png", StringComparison.Ordinal)).Id))).Body.ShouldBe(Photo);
        _hub.Questions.Count.ShouldBe(2);
        _world.One("SELECT by FROM document_file", static row => row.Text(0)).ShouldBe("bea@riverside.example");
        _hub.Rest.ShouldBe(0);
    }

    [Fact]
    public async Task Where_nothing_else_is_done_they_are_attached_to_the_document()
    {
        var request = await _hub.Ask("attach", "Note", _note, Seen(), Account, """{"text":"x"}""", ("photo.png", Photo));

        await _hub.Ends(request, ActionStates.Completed);
        _world.One("SELECT name FROM document_file", static row => row.Text(0)).ShouldBe(_note);
    }

    [Fact]
    public async Task A_hub_that_is_away_or_breaks_off_is_asked_again_and_nothing_is_there_twice()
    {
        var tries = 0;
        _hub.Instead = async (http, _) =>
        {
            switch (++tries)
            {
                case 1:
                    http.Abort();
                    return true;
                case 2:
                    http.Response.StatusCode = 502;
                    return true;
                case 3:
                    http.Response.ContentType = "text/html";
                    await http.Response.Body.WriteAsync("<h1>Proxy</h1>"u8.ToArray());
                    return true;
                default:
                    return false;
            }
        };

        var request = await New(("photo.png", Photo));

        await _hub.Ends(request, ActionStates.Completed);
        (tries, _world.Count("document_file"), _hub.Rest).ShouldBe((4, 1L, 0L));
    }

    [Theory]
    [InlineData("the hub holds it no more")]
    [InlineData("other bytes")]
    [InlineData("fewer bytes")]
    public async Task What_did_not_arrive_as_it_was_given_refuses_the_request(string how)
    {
        _hub.Instead = (http, _) =>
        {
            _hub.Forget();
            return Task.FromResult(false);
        };
        if (how != "the hub holds it no more")
        {
            var asked = new ActionRequested("act_other", "new", "Note", null, null, 0, Account, new ActionMember("sub-bea", "Bea", "bea@riverside.example"), """{"text":"x"}"""u8.ToArray(), _world.Site.Time.GetUtcNow().AddDays(1))
            {
                Files = [new GivenFile("photo.png", how == "fewer bytes" ? Photo.Length + 1 : Photo.Length, how == "other bytes" ? GivingHub.Hash("another"u8.ToArray()) : GivingHub.Hash(Photo))],
            };
            _hub.Instead = null;
            _hub.Hold("act_other", 0, Photo);
            await _hub.Tell(asked, _hub.Token(asked));
            await _hub.Ends("act_other", ActionStates.Refused);
            _hub.Row("act_other").Reason!.ShouldContain("did not arrive");
        }
        else
        {
            var request = await New(("photo.png", Photo));
            await _hub.Ends(request, ActionStates.Refused);
            _hub.Row(request).Reason!.ShouldContain("did not arrive");
        }

        (_world.Count("document"), _world.Count("document_file"), _world.Count("document_file_piece")).ShouldBe((1L, 0L, 0L));
    }

    [Fact]
    public async Task A_token_that_was_bound_to_other_files_refuses_it()
    {
        var asked = new ActionRequested("act_1", "new", "Note", null, null, 0, Account, new ActionMember("sub-bea", "Bea", "bea@riverside.example"), """{"text":"x"}"""u8.ToArray(), _world.Site.Time.GetUtcNow().AddDays(1)) { Files = [new GivenFile("a.png", 1, "h")] };

        foreach (var (request, change) in new (string, Action<Dictionary<string, object>>)[] { ("act_1", static claims => claims.Remove("files")), ("act_2", static claims => claims["files"] = ActionRequested.DigestOf([new GivenFile("b.png", 1, "h")])!) })
        {
            var one = asked with { Request = request };
            await _hub.Tell(one, _hub.Token(one, change));
            await _hub.Ends(request, ActionStates.Refused);
            _hub.Row(request).Reason!.ShouldContain("differs in files");
        }

        _hub.Questions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("many")]
    [InlineData("large")]
    [InlineData("kind")]
    public async Task What_the_action_does_not_take_is_not_even_fetched(string how)
    {
        var request = await (how switch
        {
            "many" => New(("a.png", [1]), ("b.png", [2]), ("c.png", [3])),
            "large" => New(("a.png", new byte[1_000_001])),
            _ => New(("a.exe", [1])),
        });

        await _hub.Ends(request, ActionStates.Refused);
        _hub.Questions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Withdrawn_or_failed_it_leaves_no_file()
    {
        var go = new TaskCompletionSource();
        _hub.Instead = async (_, _) =>
        {
            await go.Task;
            return false;
        };
        var withdrawn = await New(("photo.png", Photo));
        await Eventually.True(() => _hub.Questions.Count == 1);
        await _hub.Withdraw(withdrawn);
        go.SetResult();
        await _hub.Ends(withdrawn, ActionStates.Withdrawn);

        var failed = await _hub.Ask("break", "Note", _note, Seen(), Account, """{"text":"x"}""", ("photo.png", Photo));
        await _hub.Ends(failed, ActionStates.Failed);

        await Eventually.True(() => _world.Count("document_file") == 0 && _world.Count("document_file_piece") == 0);
    }

    [Fact]
    public async Task What_was_fetched_before_the_process_died_is_not_fetched_again()
    {
        _world.Hub.Asked = null;
        var held = _hub;
        var request = await New(("photo.png", Photo));
        await _world.Site.Database.Writer.Write(session =>
        {
            session.Execute("INSERT INTO document_file (id, file_name, size, at, by, whole, request, place) VALUES ('fil_1', 'photo.png', 5, 1, 'b', 1, $1, 0)", request);
            session.Execute("INSERT INTO document_file_piece (file, piece, bytes) VALUES ('fil_1', 0, $1)", "%PDF-"u8.ToArray());
            session.Execute("INSERT INTO document_file (id, file_name, size, at, by) VALUES ('fil_half', 'half.png', 0, 1, 'b')");
            session.Execute("INSERT INTO document_file_piece (file, piece, bytes) VALUES ('fil_half', 0, $1)", "half"u8.ToArray());
        });

        await _world.Site.Restart();

        await held.Ends(request, ActionStates.Completed);
        held.Questions.ShouldBeEmpty();
        (_world.Count("document_file"), _world.Count("document_file_piece")).ShouldBe((1L, 1L));
    }

    private Task<string> New(params (string Name, byte[] Bytes)[] files) => _hub.Ask("new", "Note", null, null, Account, """{"text":"x"}""", files);

    private string Seen() => SeenHash.Of(DocumentChange.Read(_world.One("SELECT data FROM log_entry WHERE type = 'document.changed' ORDER BY key DESC LIMIT 1", static row => row.Bytes(0))).Doc.Span);

    private static ActionEntry Action(string name, bool onDocument, params ActionStep[] effect) =>
        new(new CatalogueAction("Note", name, name, onDocument, "buyer", [new ActionField("text", "Text", "text", false)]) { Files = new ActionFiles(2, 1_000_000, ["png", "pdf"], false) }, effect);
}
