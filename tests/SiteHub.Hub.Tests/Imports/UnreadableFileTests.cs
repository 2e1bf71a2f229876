using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Hub.Mail;

namespace SiteHub.Hub.Tests.Imports;

/// <summary>Files as spreadsheets, editors and hands leave them, at each import of the hub.</summary>
public sealed class UnreadableFileTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();

    public ValueTask InitializeAsync() => new(_hub.Start());

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData("email,name\nq1@x.example,\"Ann\nq2@x.example,Bob\nq3@x.example,Cy\n", "line 2")]
    [InlineData("email,name\nq1@x.example,Ann\n\"q2@x.example,Bob\n", "line 3")]
    [InlineData("email,name\n\r\nq1@x.example,Ann\r\nq2@x.example,\"Bob\"\"", "line 4")]
    [InlineData("email,\"name\nq1@x.example,Ann\n", "line 1")]
    [InlineData("email,name\nsmith@x.example,Smith, Bob\n", "line 2")]
    [InlineData("email;name\nsmith@x.example;Smith;Bob;\n", "line 2")]
    [InlineData("email,name\nq1@x.example,\"two\nlines\"\nsmith@x.example,Smith, Bob\n", "line 4", "line 2: name")]
    [InlineData("email,name\nq1@x.example,Ann\0\nq2@x.example,\u202EBob\n", "line 2: name", "line 3: name")]
    [InlineData("email,name\nq1@x.example,Ann \"Annie\" Ash\n", "line 2")]
    [InlineData("email,name\nq1@x.example,\"Ann\" Ash\n", "line 2")]
    [InlineData("email,name,name\nq1@x.example,Ann,Bob\n", "line 1")]
    public async Task People_of_a_file_that_is_not_quite_one_are_not_guessed(string file, params string[] members)
    {
        var (status, problem) = await Import("people", Encoding.UTF8.GetBytes(file));

        status.ShouldBe(HttpStatusCode.BadRequest, problem.ToJsonString());
        problem["errors"]!.AsArray().Select(static fault => (string)fault!["member"]!).ShouldBe(members);
        _hub.Service<Outbox>().Latest(10).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("people", "email,name\na@x.example,Ann\nj@x.example,J\u00F6rg M\u00FCller\n")]
    [InlineData("customers", "customer,email\nRiver,a@x.example\nM\u00FCller GmbH,j@x.example\n")]
    [InlineData("webhooks", "name,docTypes,events,url\none,Quotation,on_update,https://example.com\nB\u00FCro,Quotation,on_update,https://example.com\n")]
    public async Task A_file_in_another_encoding_is_refused_with_its_line(string what, string file)
    {
        foreach (var encoding in new[] { Encoding.Latin1, Encoding.Unicode })
        {
            var (status, problem) = await Import(what, [.. encoding.Preamble, .. encoding.GetBytes(file)]);

            status.ShouldBe(HttpStatusCode.BadRequest, problem.ToJsonString());
            var text = problem.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            text.ShouldContain(encoding == Encoding.Latin1 ? "line 3" : "line 1");
            text.ShouldContain("UTF-8");
        }
    }

    [Theory]
    [InlineData("customers", "customer,email,name\nRiver,a@x.example,Smith, Bob\n", "line 2")]
    [InlineData("customers", "customer,email,name\nRiver,a@x.example,\"Ann\nLake,b@x.example,Bob\n", "line 2")]
    [InlineData("webhooks", "name,docTypes,events,url\n\"one,Quotation,on_update,https://example.com\ntwo,Quotation,on_update,https://example.com\n", "second quote")]
    [InlineData("webhooks", "name,docTypes,events,url\none,Quotation,on_update,https://example.com,more\n", "5 cells")]
    public async Task Every_import_reads_alike(string what, string file, string told)
    {
        var (status, problem) = await Import(what, Encoding.UTF8.GetBytes(file));

        status.ShouldBe(HttpStatusCode.BadRequest, problem.ToJsonString());
        problem.ToJsonString().ShouldContain(told);
    }

    [Theory]
    [InlineData("\uFEFFemail,name\r\nq1@x.example,J\u00F6rg M\u00FCller\r\n")]
    [InlineData("email;name\rq1@x.example;\"J\u00F6rg M\u00FCller\"\r")]
    [InlineData("email\tname\nq1@x.example\tJo\u0308rg Mu\u0308ller\n\n\n")]
    [InlineData("name,email,,\n\"J\u00F6rg M\u00FCller\",q1@x.example,,\n,,,\n")]
    public async Task What_spreadsheets_write_is_read(string file)
    {
        var (status, answer) = await Import("people", Encoding.UTF8.GetBytes(file));

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        _hub.Database.Read(static session => session.Text("SELECT Name FROM person WHERE Email = 'q1@x.example'")).ShouldBe("J\u00F6rg M\u00FCller");
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_and_not_read_to_its_end()
    {
        foreach (var what in (string[])["people", "customers", "webhooks"])
        {
            (await Import(what, new byte[(8 * 1024 * 1024) + 1])).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> Import(string what, byte[] file)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new("text/csv") } };
        using var response = await _hub.Send(HttpMethod.Post, $"/api/v1/{what}/import", await _hub.Token("operations", "hub.admin"), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
