using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SiteHub.Testing.Frappe;

/// <summary>One delivery, as it goes out.</summary>
internal sealed record StandInHint(string Url, string Event, string DocType, string Name, string Body, string? Signature, string Hook = "");

/// <summary>
/// Webhooks: after the commit, signed over the body alone, without a Content-Type, three tries within some seconds and then lost. From 16 on a failed one comes
/// again, hours later, with the payload of its first try.
/// </summary>
internal sealed partial class StandInHooks : IDisposable
{
    private static readonly TimeSpan[] Again = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10)];

    private readonly StandInFrappe _frappe;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public StandInHooks(StandInFrappe frappe)
    {
        _frappe = frappe;
        frappe.Site.Fired += Fired;
    }

    /// <summary>How many events were fired.</summary>
    public int Committed { get; private set; }

    /// <summary>Hints that are kept: a test sends them when it wants to, as often as it wants to.</summary>
    public ConcurrentQueue<StandInHint> Held { get; } = new();

    /// <summary>What failed, with when it is sent again (16).</summary>
    public ConcurrentQueue<(StandInHint Hint, DateTimeOffset Due, int Tries)> Failed { get; } = new();

    public ConcurrentBag<Task> Sending { get; } = [];

    /// <summary>A webhook row, as over REST.</summary>
    public void Add(string docType, string docEvent, Uri url, string secret) => _frappe.Site.Insert(
        "Webhook",
        new JsonObject
        {
            ["name"] = $"SiteHub {docType} {docEvent}", ["webhook_doctype"] = docType, ["webhook_docevent"] = docEvent, ["enabled"] = 1, ["request_url"] = url.AbsoluteUri,
            ["enable_security"] = 1, ["webhook_secret"] = secret, ["request_structure"] = "JSON", ["webhook_json"] = "{\"name\": {{ doc.name | tojson }}, \"event\": \"" + docEvent + "\"}",
        },
        silent: true);

    public async Task<int> Send(StandInHint hint) => (await Sent(hint)).Status;

    private async Task<(int Status, string Answer)> Sent(StandInHint hint)
    {
        if (_frappe.Faults.Unreachable is { } why)
        {
            throw new HttpRequestException(why);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, hint.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(hint.Body)) };
        if (hint.Signature is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Frappe-Webhook-Signature", hint.Signature);
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("python-requests", "2.32.3"));
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The scheduler of 16: what is due is sent again.</summary>
    public async Task SendFailedAsync()
    {
        var now = _frappe.Site.Clock.Time.GetUtcNow();
        for (var count = Failed.Count; count > 0 && Failed.TryDequeue(out var one); count--)
        {
            if (one.Due > now)
            {
                Failed.Enqueue(one);
            }
            else if (!await IsTaken(one.Hint) && one.Tries < Again.Length)
            {
                Failed.Enqueue((one.Hint, now + Again[one.Tries], one.Tries + 1));
            }
        }
    }

    public void Dispose() => _http.Dispose();

    public static string Sign(string secret, string body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private void Fired(string docType, string docEvent, JsonObject doc)
    {
        Committed++;
        if (docEvent == "on_update_after_submit" && _frappe.Version < 16)
        {
            return;
        }

        foreach (var hook in _frappe.Site.Of("Webhook").Values.Where(hook => (string?)hook["webhook_doctype"] == docType && (string?)hook["webhook_docevent"] == docEvent && (int)hook["enabled"]! == 1).Reverse().ToList())
        {
            var body = Rendered((string?)hook["webhook_json"] ?? "{}", doc);
            var secret = (int?)hook["enable_security"] == 1 ? (string?)hook["webhook_secret"] : null;
            var hint = new StandInHint((string)hook["request_url"]!, docEvent, docType, (string)doc["name"]!, body, secret is null ? null : Sign(secret, body), (string)hook["name"]!);
            switch (_frappe.Faults.QueueDown ? HintMode.Lost : _frappe.Faults.Hints)
            {
                case HintMode.Sent:
                    Sending.Add(Task.Run(() => Deliver(hint, 1)));
                    break;
                case HintMode.Tripled:
                    Sending.Add(Task.Run(() => Deliver(hint, 3)));
                    break;
                case HintMode.Held:
                    Held.Enqueue(hint);
                    break;
            }
        }
    }

    private async Task Deliver(StandInHint hint, int times)
    {
        await Task.Delay(_frappe.Faults.HintsAfter);
        for (var i = 0; i < times; i++)
        {
            if (!await IsTaken(hint) && i == times - 1 && _frappe.Version >= 16)
            {
                Failed.Enqueue((hint, _frappe.Site.Clock.Time.GetUtcNow() + Again[0], 1));
            }
        }
    }

    private async Task<bool> IsTaken(StandInHint hint)
    {
        try
        {
            var (status, answer) = await Sent(hint);
            var isTaken = status is >= 200 and < 300;
            Log(hint, answer, isTaken ? "" : $"Traceback (most recent call last):\n  ...\nrequests.exceptions.HTTPError: {status} Client Error: Refused for url: {hint.Url}\n");
            return isTaken;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Log(hint, null, $"Traceback (most recent call last):\n  ...\nrequests.exceptions.ConnectionError: {e.Message}\n");
            return false;
        }
    }

    private void Log(StandInHint hint, string? answer, string error) => _frappe.Site.Insert(
        "Webhook Request Log", new JsonObject { ["webhook"] = hint.Hook, ["reference_document"] = hint.Name, ["url"] = hint.Url, ["response"] = answer, ["error"] = error }, silent: true);

    private static string Rendered(string template, JsonObject doc) => Expression().Replace(template, match =>
    {
        var value = doc[match.Groups[1].Value];
        return match.Groups[2].Success ? value?.ToJsonString() ?? "null" : value?.ToString() ?? "";
    });

    [GeneratedRegex(@"\{\{\s*doc\.(\w+)\s*(\|\s*tojson)?\s*\}\}")]
    private static partial Regex Expression();
}
