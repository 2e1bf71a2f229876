using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>
/// The stand-in answers what the real one was recorded to answer, where that matters: the status, the exception's type, the keys, and the form of what is
/// answered. Each recording is replayed in its order or says why not.
/// </summary>
public sealed class StandInTests
{
    /// <summary>What the stand-in does not speak: by the beginning of the file's name.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["rest/01"] = "DocTypes are given to the stand-in", ["rest/02"] = "DocTypes are given to the stand-in", ["rest/09"] = "set-up of webhooks", ["rest/1"] = "set-up of webhooks and Social Login Keys", ["rest/2"] = "OAuth and sign-in; notes are replayed below",
        ["rest/4"] = "of DocTypes and users that it has not; errors are replayed below", ["rest/5"] = "sessions by cookie", ["rest/55"] = "of a note that another recording left behind", ["rest/85"] = "of documents by other names", ["rest/86"] = "bulk_update", ["rest/84"] = "of a name that was taken before", ["rest/9"] = "logs of webhooks", ["rest/35"] = "set-up of webhooks",
        ["erpnext/30"] = "what the site is: replayed below where it is spoken", ["erpnext/31"] = "ERPNext's own masters", ["erpnext/32"] = "OAuth", ["erpnext/33"] = "users", ["erpnext/34"] = "set-up of webhooks", ["erpnext/35"] = "custom fields", ["erpnext/36"] = "of a site with a limit", ["erpnext/37"] = "Connected App",
        ["erpnext/38"] = "DocTypes are given to the stand-in", ["erpnext/40"] = "set-up of webhooks", ["erpnext/416"] = "the orders that the others are replayed over", ["erpnext/418"] = "columns of child tables in a list of parents", ["erpnext/424"] = "the comment of a rename", ["erpnext/43"] = "Deleted Document by its own name", ["erpnext/50"] = "ERPNext's own fields", ["erpnext/51"] = "what is printed, and how it is set up", ["erpnext/524"] = "files by methods", ["erpnext/53"] = "of documents by other names", ["erpnext/54"] = "ERPNext's own fields",
        ["erpnext/55"] = "users and rights", ["erpnext/56"] = "maintenance: by its switch", ["erpnext/57"] = "the queue: by its switch", ["erpnext/58"] = "ERPNext's own fields", ["erpnext/59"] = "of documents by other names",
    };

    /// <summary>Replayed, in this order. Names and times of the real one stand for those of the stand-in.</summary>
    private static readonly string[] Replayed =
    [
        "rest/20-note-create", "rest/21-note-read", "rest/22-note-update", "rest/23-note-update-nochange", "rest/24-note-update-stale-modified-TimestampMismatch", "rest/25-client-save-stale-TimestampMismatch", "rest/26-client-set_value",
        "rest/27-note-list-filters", "rest/28-note-list-default", "rest/29-note-list-as_dict0", "rest/30-client-get_list", "rest/31-client-get_count", "rest/32-missing-doc-404", "rest/33-missing-doctype", "rest/33b-missing-doctype-read",
        "rest/34-mandatory-417", "rest/36-link-validation", "rest/37-bad-select", "rest/38-empty-json-body", "rest/39-unknown-filter-field", "rest/43-anonymous-403", "rest/44-bad-token-401", "rest/45-malformed-token", "rest/47-basic-auth", "rest/48-no-such-method",
        "rest/57-v2-missing-404", "rest/58-v2-mandatory", "rest/59-note-delete", "rest/60-note-delete-missing",
        "rest/70-hq-create", "rest/71-hq-update-drop-row", "rest/72-hq-read", "rest/73-hq-submit-run_method", "rest/74-hq-update-after-submit-not-allowed", "rest/75-hq-update-after-submit-ok", "rest/76-hq-delete-submitted", "rest/77-hq-cancel", "rest/78-hq-cancelled-to-submitted", "rest/79-hq-delete", "rest/80-hq-create-submitted", "rest/81-hq-put-docstatus2", "rest/82-hq-amend", "rest/83-client-submit",
        "erpnext/300-get_logged_user", "erpnext/303-get_time_zone", "erpnext/304a-get_single_value", "erpnext/308-ping",
        "erpnext/410-sweep-modified-gt", "erpnext/411-sweep-modified-ge", "erpnext/412-sweep-keyset-or-filters", "erpnext/413-sweep-all-fields", "erpnext/414-sweep-offset", "erpnext/415-sweep-microseconds-truncated", "erpnext/417-sweep-between",
        "erpnext/419-sweep-in-names", "erpnext/419a-child-table-list-needs-parent", "erpnext/419b-child-table-list-with-parent", "erpnext/420-count", "erpnext/421-rename_doc", "erpnext/422-renamed-read", "erpnext/423-renamed-old-404", "erpnext/425-rename-to-existing-417", "erpnext/426-rename-merge",
        "erpnext/430-delete", "erpnext/434-restored-read", "erpnext/511-download_pdf-missing", "erpnext/512-download_pdf-anonymous", "erpnext/520-upload_file", "erpnext/521-file-list", "erpnext/522-private-file-by-url-token", "erpnext/523-private-file-anonymous", "erpnext/525-file-delete", "erpnext/593-url-too-long", "erpnext/594-insert_many-201", "erpnext/595-insert_many-one-bad",
    ];

    [Fact]
    public async Task What_was_recorded_of_the_real_one_is_answered_alike()
    {
        await using var frappe = await Recorded().StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = frappe.Url };
        var ours = new Dictionary<string, string>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var one in Replayed.Select(FrappeRecording.Of))
        {
            using var request = new HttpRequestMessage(new HttpMethod(one.Method), new Uri(frappe.Url, Translated(one.Path, ours)));
            if (one.Headers.TryGetValue("Authorization", out var authorization))
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization.Replace("site1adminkey00:site1adminsec00", $"{StandInFrappe.Key}:{StandInFrappe.Secret}", StringComparison.Ordinal).Replace(Convert.ToBase64String("site1adminkey00:site1adminsec00"u8), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{StandInFrappe.Key}:{StandInFrappe.Secret}")), StringComparison.Ordinal));
            }

            if (one.Body is not null)
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Translated(one.Body, ours)));
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(one.Headers.GetValueOrDefault("Content-Type", "application/json"));
            }

            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            wrong.AddRange(Differences(one, (int)answer.StatusCode, text, ours).Select(difference => $"{one.File}: {difference}"));
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_recording_is_replayed_or_says_why_not()
    {
        Replayed.Length.ShouldBeGreaterThan(60);
        FrappeRecording.All.Select(static one => one.File).Where(static file => !Replayed.Contains(file) && !Elsewhere.Keys.Any(begin => file.StartsWith(begin, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static StandInFrappe Recorded()
    {
        var frappe = StandInErp.AddTo(new StandInFrappe());
        var site = frappe.Site;
        site.Add(new StandInType("Hub Quotation Item", "hash", new("item_code", Required: true), new("qty", "Float"), new("rate", "Currency"), new("amount", "Currency")) { IsTable = true });
        site.Add(new StandInType(
            "Hub Quotation", "HQ-.#####", new("customer", Required: true), new("transaction_date", "Date", Default: "Today"), new("valid_till", "Datetime"), new("start_time", "Time"), new("status", "Select", "Draft\nOpen\nWon\nLost", Default: "Draft", AllowOnSubmit: true), new("grand_total", "Currency"),
            new("is_urgent", "Check"), new("remarks", "Small Text", AllowOnSubmit: true), new("callback_host"), new("items", "Table", "Hub Quotation Item"), new("amended_from", "Link", "Hub Quotation")) { Submittable = true });

        // The orders that the sweeps were recorded over: their names and times are the real ones'.
        var orders = JsonNode.Parse(FrappeRecording.Of("erpnext/416-sweep-limit-0-all").Answer)!["data"]!.AsArray();
        var made = Enumerable.Range(0, 60).Select(_ => site.Insert("SH Order", new JsonObject { ["title"] = "s", ["rows"] = new JsonArray(new JsonObject { ["item"] = "A" }) }, silent: true)).ToList();
        site.Of("SH Order").Clear();
        foreach (var (order, doc) in orders.Zip(made))
        {
            var name = (string)order!["name"]!;
            doc["name"] = name;
            doc["modified"] = (string)order["modified"]!;
            doc["creation"] = (string)order["modified"]!;
            doc["rows"]![0]!["parent"] = name;
            site.Of("SH Order")[name] = doc;
        }

        return frappe;
    }

    private static IEnumerable<string> Differences(FrappeRecording one, int status, string text, Dictionary<string, string> ours)
    {
        if (status != one.Status)
        {
            yield return $"{status} and not {one.Status}: {text[..Math.Min(200, text.Length)]}";
            yield break;
        }

        if (!one.Answer.StartsWith('{'))
        {
            if (!text.StartsWith(one.Answer[..6], StringComparison.Ordinal))
            {
                yield return text;
            }

            yield break;
        }

        var (theirs, our) = (JsonNode.Parse(one.Answer)!.AsObject(), JsonNode.Parse(text)!.AsObject());
        if ((string?)theirs["exc_type"] != (string?)our["exc_type"])
        {
            yield return $"{our["exc_type"]} and not {theirs["exc_type"]}";
        }

        if (!Keys(theirs).SequenceEqual(Keys(our)))
        {
            yield return $"{string.Join(' ', Keys(our))} and not {string.Join(' ', Keys(theirs))}";
        }

        foreach (var part in (ReadOnlySpan<string>)["data", "message"])
        {
            Learn(theirs[part], our[part], ours);
        }

        var difference = Shape("", theirs["data"] ?? theirs["message"], our["data"] ?? our["message"], one.File);
        if (difference is not null)
        {
            yield return difference;
        }
    }

    /// <summary>The same members, and kinds of values; of lists as many, and of names as many.</summary>
    private static string? Shape(string at, JsonNode? theirs, JsonNode? ours, string file)
    {
        switch (theirs, ours)
        {
            case (JsonObject their, JsonObject our):
                // Fields of the real site's that the stand-in's DocTypes have not are not asked for.
                foreach (var (key, value) in their.Where(member => our.ContainsKey(member.Key)))
                {
                    if (Shape($"{at}.{key}", value, our[key], file) is { } difference)
                    {
                        return difference;
                    }
                }

                return our.Select(static member => member.Key).Except(their.Select(static member => member.Key)).ToList() is { Count: > 0 } more ? $"{at} has {string.Join(' ', more)} besides" : null;
            case (JsonArray their, JsonArray our):
                return their.Count != our.Count ? $"{at} has {our.Count} and not {their.Count}" : their.Count == 0 ? null : Shape($"{at}[0]", their[0], our[0], file);
            default:
                return theirs?.GetValueKind() == ours?.GetValueKind() ? null : $"{at}: {ours?.ToJsonString() ?? "null"} and not {theirs?.ToJsonString() ?? "null"}";
        }
    }

    private static void Learn(JsonNode? theirs, JsonNode? ours, Dictionary<string, string> known)
    {
        switch (theirs, ours)
        {
            case (JsonObject their, JsonObject our):
                foreach (var (key, value) in their)
                {
                    if (key is "name" or "modified" && value is not null && our[key] is { } own)
                    {
                        known.TryAdd((string)value!, (string)own!);
                    }

                    Learn(value, our[key], known);
                }

                break;
            case (JsonArray their, JsonArray our):
                foreach (var (one, other) in their.Zip(our))
                {
                    Learn(one, other, known);
                }

                break;
        }
    }

    private static string Translated(string text, Dictionary<string, string> ours) => ours.Where(static pair => pair.Key.Length > 4).OrderByDescending(static pair => pair.Key.Length)
        .Aggregate(text, static (all, pair) => all.Replace(pair.Key, pair.Value, StringComparison.Ordinal).Replace(Uri.EscapeDataString(pair.Key), Uri.EscapeDataString(pair.Value), StringComparison.Ordinal));

    private static List<string> Keys(JsonObject json) => [.. json.Select(static member => member.Key).Where(static key => key is not ("_exc_source" or "_server_messages") ).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("hq-on_change-json-1", "hq-on_change-json")]
    [InlineData("note-on_update-json-1", "note-on_update-json")]
    [InlineData("hq-on_trash-json-1", "hq-on_trash-json")]
    public void Webhooks_are_signed_as_the_real_ones_are(string file, string label)
    {
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recordings", "frappe", "webhooks", file + ".json")))!;
        StandInHooks.Sign("s3cr3t-" + label, (string)root["body"]!).ShouldBe((string)root["headers"]!["X-Frappe-Webhook-Signature"]!);
        root["headers"]!.AsObject().ContainsKey("Content-Type").ShouldBeFalse();
    }
}
