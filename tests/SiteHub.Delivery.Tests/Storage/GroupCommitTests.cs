using Microsoft.Data.Sqlite;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Tests.Storage;

public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly TemporaryDatabase _file = new();

    private Database Database => _file.Database;

    public async ValueTask InitializeAsync() =>
        await Database.Writer.Write(s => s.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, body BLOB)"));

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    [Fact]
    public async Task What_was_answered_can_be_read()
    {
        await Task.WhenAll(Enumerable.Range(1, 2_000).Select(i => Database.Writer.Write(s => s.Execute("INSERT INTO thing (id, name) VALUES ($1, $2)", i, $"n{i}"))));

        Database.Read(s => s.Long("SELECT count(*) FROM thing")).ShouldBe(2_000);
    }

    [Fact]
    public void Any_number_of_different_questions_can_be_asked()
    {
        for (var i = 0; i < 1_500; i++)
        {
            Database.Read(s => s.Long($"SELECT {i}")).ShouldBe(i);
        }
    }

    [Fact]
    public async Task Work_that_throws_undoes_itself_alone()
    {
        var tasks = Enumerable.Range(1, 100).Select(i => Database.Writer.Write(s =>
        {
            s.Execute("INSERT INTO thing (id, name) VALUES ($1, $2)", i, $"n{i}");
            return i % 10 == 0 ? throw new InvalidOperationException("no tens") : i;
        })).ToList();

        await Task.WhenAll(tasks).ShouldThrowAsync<InvalidOperationException>();

        tasks.Count(t => t.IsFaulted).ShouldBe(10);
        Database.Read(s => s.Long("SELECT count(*) FROM thing")).ShouldBe(90);
    }

    [Fact]
    public async Task Work_that_is_alone_and_throws_leaves_nothing_behind()
    {
        await Database.Writer.Write(s =>
        {
            s.Execute("INSERT INTO thing (id, name) VALUES (1, 'half')");
            s.AfterCommit(() => throw new InvalidOperationException("nothing was stored"));
            throw new InvalidOperationException("and no more");
        }).ShouldThrowAsync<InvalidOperationException>();
        await Database.Writer.Write(s => s.Execute("INSERT INTO thing (id, name) VALUES (2, 'whole')"));

        Database.Read(s => s.Many("SELECT id FROM thing", row => row.Long(0))).ShouldBe([2]);
    }

    [Fact]
    public async Task A_constraint_concerns_only_whose_it_is()
    {
        var first = Database.Writer.Write(s => s.Execute("INSERT INTO thing (name) VALUES ('same')"));
        var second = Database.Writer.Write(s => s.Execute("INSERT INTO thing (name) VALUES ('same')"));
        var third = Database.Writer.Write(s => s.Execute("INSERT INTO thing (name) VALUES ('other')"));

        await first;
        await second.ShouldThrowAsync<SqliteException>();
        await third;
        Database.Read(s => s.Long("SELECT count(*) FROM thing")).ShouldBe(2);
    }

    [Fact]
    public async Task A_full_database_fails_the_whole_group_and_recovers_by_itself()
    {
        await Database.Writer.Write(s => s.Execute("PRAGMA max_page_count=20"));
        var body = new byte[20_000];
        var tasks = Enumerable.Range(1, 20).Select(i => Database.Writer.Write(s => s.Execute("INSERT INTO thing (id, body) VALUES ($1, $2)", i, body))).ToList();

        await Task.WhenAll(tasks).ShouldThrowAsync<DatabaseUnavailableException>();

        // Whatever the groups were: what was answered is there, and what was refused is not.
        var stored = Database.Read(s => s.Many("SELECT id FROM thing", r => r.Long(0)));
        stored.ShouldBe(tasks.Index().Where(t => t.Item.IsCompletedSuccessfully).Select(t => (long)t.Index + 1), ignoreOrder: true);

        // The limit belonged to the connection, which was replaced: the cause is gone.
        await Database.Writer.Write(s => s.Execute("INSERT INTO thing (id, body) VALUES (100, $1)", body));
    }

    [Fact]
    public async Task Signals_come_after_the_commit_and_only_for_what_was_stored()
    {
        var seen = new List<long?>();
        await Database.Writer.Write(s =>
        {
            s.Execute("INSERT INTO thing (id) VALUES (1)");
            s.AfterCommit(() => seen.Add(Database.Read(r => r.Long("SELECT count(*) FROM thing"))));
        });
        await Database.Writer.Write(s =>
        {
            s.AfterCommit(() => seen.Add(-1));
            throw new InvalidOperationException("undone");
        }).ShouldThrowAsync<InvalidOperationException>();

        seen.ShouldBe([1]);
    }

    [Fact]
    public async Task Parameters_go_by_number_and_not_by_place()
    {
        await Database.Writer.Write(s => s.Execute("INSERT INTO thing (name, id) VALUES ($2, $1)", 7, "seven"));

        Database.Read(s => s.Text("SELECT name FROM thing WHERE id = $1", 7)).ShouldBe("seven");
    }
}
