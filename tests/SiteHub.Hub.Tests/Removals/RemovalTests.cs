using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Hub.Tests.Identity;
using SiteHub.Hub.Tests.Replica;

namespace SiteHub.Hub.Tests.Removals;

public sealed class RemovalTests : IAsyncLifetime
{
    private HubFixture _hub = null!;
    private SiteLog _acme = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await HubFixture.Started();
        _acme = new SiteLog(_hub);
        _token = await _hub.Token("operations");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData(100, 0, 0)] // not more than 100
    [InlineData(101, 405, 405)] // not more than a fifth
    [InlineData(101, 0, 101)] // both: waits
    [InlineData(102, 400, 502)]
    public async Task More_than_a_hundred_and_more_than_a_fifth_wait_for_an_operator(int left, int told, int living)
    {
        await Hold(left, told);
        await Snapshot("s1", told);

        Living().ShouldBe(living);
        (await Waiting()).Count.ShouldBe(living > told ? 1 : 0);
    }

    [Fact]
    public async Task An_operator_confirms_and_what_was_left_out_goes_except_what_changed_meanwhile()
    {
        await Hold(101, 0);
        await Snapshot("s1", 0);
        var waiting = (await Waiting()).ShouldHaveSingleItem()!;
        waiting["missing"]!.GetValue<int>().ShouldBe(101);
        waiting["held"]!.GetValue<int>().ShouldBe(101);
        await _acme.Changed("L000", 2);

        using var confirmed = await Decide("confirm", "s1");
        confirmed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await confirmed.Content.ReadFromJsonAsync<JsonNode>())!["removed"]!.GetValue<int>().ShouldBe(100);
        Living().ShouldBe(1);
        (await Waiting()).ShouldBeEmpty();

        using var again = await Decide("confirm", "s1");
        await TokenTests.ShouldBeProblem(again, HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task An_operator_denies_and_everything_stays_until_the_next_snapshot_asks_again()
    {
        await Hold(101, 0);
        await Snapshot("s1", 0);
        using var denied = await Decide("deny", "s1");
        denied.StatusCode.ShouldBe(HttpStatusCode.OK);
        Living().ShouldBe(101);

        await Snapshot("s2", 0);
        (await Waiting()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_decision_on_a_snapshot_that_a_newer_one_replaced_does_nothing()
    {
        await Hold(101, 0);
        await Snapshot("s1", 0);
        await _acme.Begin("s2");
        using var late = await Decide("confirm", "s1");

        late.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Living().ShouldBe(101);
    }

    [Fact]
    public async Task Deciding_needs_the_scope_of_an_administrator()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/removals/confirm") { Content = JsonContent.Create(new { site = "acme", docType = "Quotation", snapshot = "s1" }) };
        request.Headers.Authorization = new("Bearer", await _hub.Token("reader"));
        using var response = await _hub.Http.SendAsync(request, TestContext.Current.CancellationToken);

        await TokenTests.ShouldBeProblem(response, HttpStatusCode.Forbidden, "insufficient-scope");
    }

    [Fact]
    public async Task A_decision_that_cannot_be_read_is_a_problem()
    {
        foreach (var body in new[] { "", "{", "[]", "{}", "{\"site\":1}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/removals/confirm") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", _token);
            using var response = await _hub.Http.SendAsync(request, TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBeInRange(400, 404, body);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    private async Task Hold(int left, int told)
    {
        await Task.WhenAll(Enumerable.Range(0, left).Select(i => _acme.Changed($"L{i:000}", 1)));
        await Task.WhenAll(Enumerable.Range(0, told).Select(i => _acme.Changed($"T{i:000}", 1)));
    }

    private async Task Snapshot(string id, int told)
    {
        await _acme.Begin(id);
        await Task.WhenAll(Enumerable.Range(0, told).Select(i => _acme.Told(id, SiteLog.Document($"T{i:000}", 1))));
        await _acme.End(id);
    }

    private long Living() => _hub.Database.Read(session => session.Long("SELECT count(*) FROM document WHERE state = 0"))!.Value;

    private async Task<JsonArray> Waiting()
    {
        using var response = await _hub.Get("/api/v1/removals", _token);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["removals"]!.AsArray();
    }

    private async Task<HttpResponseMessage> Decide(string decision, string snapshot)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/removals/" + decision) { Content = JsonContent.Create(new { site = "acme", docType = "Quotation", snapshot }) };
        request.Headers.Authorization = new("Bearer", _token);
        return await _hub.Http.SendAsync(request);
    }
}
