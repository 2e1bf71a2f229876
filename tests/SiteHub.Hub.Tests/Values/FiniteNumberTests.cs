using System.Net;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.Values;

/// <summary>What looks like a number and is none, from where it is typed.</summary>
public sealed class FiniteNumberTests : IAsyncLifetime
{
    private const string Email = "olga@acme.example";
    private const string Password = "a long enough password";

    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson(Email, "Olga", Password, [HubRoles.Operator], new Dictionary<string, IReadOnlyList<string>>()));
        await _hub.Start();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("9e999")]
    public async Task In_a_form_and_in_a_file_it_is_a_fault_and_no_error(string number)
    {
        FiniteNumber.TryParse(number, out _).ShouldBeFalse();
        using var browser = new Browser(_hub);
        using var signedIn = await browser.SignIn(Email, Password);

        using var shown = await browser.Submit("/admin/webhooks/new?handler=Check", "/admin/webhooks/new", ("Form.Name", "x"), ("Form.DocTypes", "Quotation"), ("Form.Url", "https://example.com"), ("Form.RateLimit", number));
        using var csv = new StringContent($"name,docTypes,events,url,rateLimit\nx,Quotation,on_update,https://example.com,{number}\n");
        using var imported = await _hub.Send(HttpMethod.Post, "/api/v1/webhooks/import", await _hub.Token("operations", "hub.admin"), csv);

        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await shown.Content.ReadAsStringAsync()).ShouldContain("a number");
        imported.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await imported.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/api/v1/deliveries?since=3000000d")]
    [InlineData("/api/v1/deliveries?until=99999999h")]
    [InlineData("/api/v1/deliveries?since=NaNd")]
    [InlineData("/api/v1/deliveries?since=∞d")]
    public async Task A_length_of_time_that_leads_out_of_the_calendar_is_none(string path)
    {
        using var answer = await _hub.Get(path, await _hub.Token("operations", "hub.read"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
    }
}
