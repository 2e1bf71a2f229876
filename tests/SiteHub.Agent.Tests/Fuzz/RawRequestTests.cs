using Microsoft.Extensions.Logging;
using SiteHub.Fuzzing;

namespace SiteHub.Agent.Tests.Fuzz;

public sealed class RawRequestTests
{
    [Fact]
    public async Task Bytes_that_no_library_sends_are_refused_and_nothing_is_stored()
    {
        using var log = new LoudLog();
        await using var site = new SiteFixture { Linked = true, Configure = builder => builder.Logging.ClearProviders().AddProvider(log) };
        await site.Start();
        var database = Path.Combine(site.Folder, "site.db");
        var before = StoredRows.Of(database);

        foreach (var page in new[] { "/documents", "/api/resource/Note", "/api/method/frappe.client.insert", "/backchannel-logout", "/hooks/crm" })
        {
            (await Unmannerly.Send(site.Http.BaseAddress!, site.Url.Authority, page, log)).ShouldBeEmpty();
        }

        StoredRows.Of(database).Differences(before).ShouldBeEmpty();
    }
}
