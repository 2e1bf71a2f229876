using System.Text;
using SiteHub.Agent.Sources.Frappe.Calls;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>Every error that was recorded, and what it means. One that is recorded anew and stands in no row fails.</summary>
public sealed class ErrorTableTests
{
    /// <summary>Those that are no refusal; the others, all of them, are.</summary>
    private static readonly Dictionary<string, Verdict> Table = new()
    {
        ["erpnext/307-version-anon"] = Verdict.Bug,
        ["erpnext/321-wellknown-two"] = Verdict.Bug,
        ["erpnext/360-rate-limited-429"] = Verdict.Retry,
        ["erpnext/512-download_pdf-anonymous"] = Verdict.NeedsAuthorization,
        ["erpnext/518-document-share-key"] = Verdict.Bug,
        ["erpnext/518a-share-key-by-run_method"] = Verdict.Bug,
        ["erpnext/524b-file-get_content"] = Verdict.Bug,
        ["erpnext/560-maintenance-mode"] = Verdict.Retry,
        ["erpnext/560a-maintenance-mode-write"] = Verdict.Retry,
        ["erpnext/570-save-while-the-queue-is-down"] = Verdict.Unknown,
        ["erpnext/583-decline-by-run_method-form"] = Verdict.Bug,
        ["erpnext/592-token-after-keys-made-anew"] = Verdict.NeedsAuthorization,
        ["erpnext/593-url-too-long"] = Verdict.Bug,
        ["rest/17-run_method-query-with-json-500"] = Verdict.Bug,
        ["rest/200-wellknown-openid-configuration"] = Verdict.Bug,
        ["rest/215-revoked-token-use"] = Verdict.NeedsAuthorization,
        ["rest/33b-missing-doctype-read"] = Verdict.Bug,
        ["rest/39-unknown-filter-field"] = Verdict.Bug,
        ["rest/43-anonymous-403"] = Verdict.NeedsAuthorization,
        ["rest/44-bad-token-401"] = Verdict.NeedsAuthorization,
        ["rest/45-malformed-token"] = Verdict.NeedsAuthorization,
        ["rest/46-bad-bearer"] = Verdict.NeedsAuthorization,
        ["rest/48-no-such-method"] = Verdict.Bug,
        ["rest/49-not-whitelisted"] = Verdict.Bug,
        ["rest/51-login-bad-401"] = Verdict.NeedsAuthorization,
        ["rest/91-save-blocked-by-failing-condition"] = Verdict.Bug,
    };

    /// <summary>Not of the API that the source uses: OAuth, pages, files; and steps of a set-up that went wrong when it was recorded.</summary>
    private static readonly string[] Elsewhere = ["/api/method/frappe.integrations.oauth2", "/private/files"];

    [Fact]
    public void Each_recorded_error_becomes_the_right_outcome()
    {
        var wrong = new List<string>();
        foreach (var one in FrappeRecording.All.Where(static one => one.Status >= 300 && !Elsewhere.Any(part => one.Path.StartsWith(part, StringComparison.Ordinal))))
        {
            var error = FrappeError.Read(Encoding.UTF8.GetBytes(one.Answer));
            var verdict = ErrorTable.Of(one.Status, error);
            if (verdict != Table.GetValueOrDefault(one.File, Verdict.Refused))
            {
                wrong.Add($"{one.File}: {verdict} ({one.Status} {error?.Type})");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("erpnext/585-make_sales_order-expired", "Validity period of this quotation has ended.")]
    [InlineData("erpnext/580-decline-unknown-reason", "Invalid lost reason Too expensive , please create a new lost reason")]
    [InlineData("rest/34-mandatory-417", "Error: Value missing for Note: Title")]
    [InlineData("erpnext/352-unique-field-duplicate", "SiteHub Request must be unique")]
    [InlineData("rest/58-v2-mandatory", "Error: Value missing for Note: Title")]
    [InlineData("rest/44-bad-token-401", "")]
    public void What_Frappe_says_to_people_is_a_sentence_without_markup(string file, string sentence)
    {
        var one = FrappeRecording.Of(file);
        string.Join(' ', FrappeError.Read(Encoding.UTF8.GetBytes(one.Answer))!.Sentences).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"exc_type": 7}""")]
    [InlineData("""{"_server_messages": "[7, \"{}\", \"7\"]"}""", true)]
    [InlineData("""{"exc_type": "X", "_server_messages": "[\"{\\\"message\\\": 7}\"]"}""", true)]
    public void Whatever_is_answered_can_be_read(string body, bool isError = false) => (FrappeError.Read(Encoding.UTF8.GetBytes(body)) is not null).ShouldBe(isError);
}
