using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Tests.Storage;

public sealed class DatabaseClosingTests
{
    /// <summary>A role that cannot start is disposed while its first writes are under way; that must end it with words, not with a crash.</summary>
    [Fact]
    public async Task A_container_that_hands_out_the_gate_closes_after_the_write_that_holds_it()
    {
        await using var file = new TemporaryDatabase();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var container = new ServiceCollection().AddSingleton(_ => file.Database).AddSingleton(p => p.GetRequiredService<Database>().Gate).BuildServiceProvider();
        container.GetRequiredService<WriteGate>();
        var write = file.Database.Writer.Write(s =>
        {
            entered.Set();
            leave.Wait();
            return s.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY)");
        });
        entered.Wait();

        var closing = container.DisposeAsync().AsTask();
        leave.Set();

        await write;
        await closing;
    }
}
