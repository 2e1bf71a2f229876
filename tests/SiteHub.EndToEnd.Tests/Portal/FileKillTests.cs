using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>kill -9 between each two steps of what a member sends along (the table in docs/files.md): one document, with one file, byte for byte.</summary>
public sealed class FileKillTests
{
    private const string Slug = "acme";

    [Fact]
    public async Task A_file_is_attached_once_whatever_dies_between_the_form_and_the_document()
    {
        await using var world = await World.StartAsync(wired: true);
        var customer = await Member.Customer(world, "Riverside", Slug, "CUST-0001");
        using var rita = await Member.Invited(world, customer, "rita@riverside.example", "buyer");
        await Until.Holds(async () => (await rita.Page("/actions")).ShouldContain("Issue"));
        (string Step, Func<Wire.Passage, Task<Role?>> Meddle)[] steps =
        [
            ("the request is delivered to the hub's log alone", static _ => Task.FromResult<Role?>(null)),
            ("the file is asked for", passage => Task.FromResult(passage.IsQuestion ? world.Site(Slug) : null)),
            ("the hub is asked for it", passage => Task.FromResult(passage.IsQuestion ? world.Hub : null)),
            ("it is passed on", async passage =>
            {
                if (!passage.IsQuestion)
                {
                    return null;
                }

                await passage.GoThroughAsync();
                return world.Site(Slug);
            }),
            ("it is accepted", async passage => passage.IsBatch && (await passage.TextAsync()).Contains("\"accepted\"", StringComparison.Ordinal) ? world.Site(Slug) : null),
            ("it is completed, and the hub has heard", async passage =>
            {
                if (!passage.IsBatch || !(await passage.TextAsync()).Contains("\"completed\"", StringComparison.Ordinal))
                {
                    return null;
                }

                await passage.DeliverAsync();
                return world.Site(Slug);
            }),
        ];
        var sent = new List<(string Subject, byte[] Bytes, string Request)>();
        foreach (var (index, (step, meddle)) in steps.Index())
        {
            var died = new TaskCompletionSource<Role>(TaskCreationOptions.RunContinuationsAsynchronously);
            world.WireTo("hub").Meddle = async passage =>
            {
                if (died.Task.IsCompleted || !passage.IsOnLink || await meddle(passage) is not { } role)
                {
                    await passage.GoThroughAsync();
                    return;
                }

                role.Kill();
                passage.CutOff();
                died.TrySetResult(role);
            };
            var bytes = RandomNumberGenerator.GetBytes(700_000 + index);
            sent.Add(($"leak {index}", bytes, await rita.Begin(Slug, "Issue", "new", [("subject", $"leak {index}"), ("priority", "High"), ("description", step)], ("valve.png", bytes))));
            if (index == 0)
            {
                world.Hub.Kill();
                died.SetResult(world.Hub);
            }

            var dead = await died.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await dead.StartAsync();
            await Until.Holds(async () => Regex.Match(await rita.Page(sent[^1].Request), "data-state=\"[a-z]+").Value.ShouldBe("data-state=\"completed", step), 90);
        }

        // The form itself breaks off: nothing of it is left, and nobody has asked for anything.
        var half = new HalfContent(RandomNumberGenerator.GetBytes(600_000), world.Hub.Kill);
        await Should.ThrowAsync<HttpRequestException>(() => rita.Begin(Slug, "Issue", "new", [("subject", "half"), ("priority", "High"), ("description", "x")], ("valve.png", (HttpContent)half)));
        await world.Hub.StartAsync();

        foreach (var (subject, bytes, request) in sent)
        {
            var issue = Regex.Match(await rita.Page(request), "href=\"(/documents/acme/Issue/[^\"]+)\"").Groups[1].Value;
            await Until.Holds(async () => (await rita.Page(issue)).ShouldContain(subject));
            var file = Regex.Matches(await rita.Page(issue + "/files"), $"href=\"({issue}/files/[^\"]+)\"").ShouldHaveSingleItem();
            using var answer = await rita.Get(file.Groups[1].Value);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(bytes);
        }

        var subjects = new DatabaseFile(world.Site(Slug).DatabaseFile).Many("SELECT body ->> '$.subject' FROM document WHERE doc_type = 'Issue' AND body ->> '$.subject' IN (SELECT 'half' UNION SELECT 'leak ' || value FROM json_each('[0,1,2,3,4,5]'))", static row => row.GetString(0));
        subjects.Order(StringComparer.Ordinal).ShouldBe(sent.Select(static one => one.Subject));
        new DatabaseFile(world.Site(Slug).DatabaseFile).Many("SELECT count(*) FROM document_file WHERE request IS NOT NULL", static row => row.GetInt64(0)).ShouldBe([sent.Count]);
        await Until.Holds(() => new DatabaseFile(world.Hub.DatabaseFile).Many("SELECT count(*) FROM held_file_piece", static row => row.GetInt64(0)).ShouldBe([0]));
    }

    /// <summary>A file whose sender sees the connection break in its midst.</summary>
    private sealed class HalfContent(byte[] bytes, Action halfway) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            halfway();
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
