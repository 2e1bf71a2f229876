using Microsoft.Extensions.Logging;
using SiteHub.Fuzzing;

namespace SiteHub.Hub.Tests.Fuzz;

public sealed class RawRequestTests
{
    [Fact]
    public async Task Bytes_that_no_library_sends_are_refused_and_nothing_is_stored()
    {
        using var log = new LoudLog();
        await using var hub = new HubFixture { SelfRegistration = true, Configure = builder => builder.Logging.ClearProviders().AddProvider(log) };
        await hub.Start();
        await hub.IsQuiet();
        var before = StoredRows.Of(hub.DatabasePath);

        foreach (var page in new[] { "/register", "/connect/token", "/api/v1/people", "/sitehub/v1/enrolment", "/hooks/crm" })
        {
            (await Unmannerly.Send(hub.Http.BaseAddress!, hub.Host, page, log)).ShouldBeEmpty();
        }

        StoredRows.Of(hub.DatabasePath).Differences(before).Except(["audit", "audit_origin", "sign_in_attempt", "data_protection_key"]).ShouldBeEmpty();
    }

    /// <summary>Before anything reads it: by the page, by the provider, by the API, by a link.</summary>
    [Theory]
    [InlineData("/register", "application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("/connect/token", "application/x-www-form-urlencoded; charset=klingon")]
    [InlineData("/sitehub/v1/enrolment", "application/json; charset=klingon")]
    [InlineData("/sitehub/v1/enrolment", "application/json; charset=\"utf-7\"")]
    [InlineData("/hooks/crm", "text/plain;charset=windows-31j")]
    public async Task A_body_in_another_charset_is_refused(string path, string type)
    {
        await using var hub = await HubFixture.Started();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await hub.Http.PostAsync(path, content);

        ((int)answer.StatusCode).ShouldBe(415, await answer.Content.ReadAsStringAsync());
    }
}
