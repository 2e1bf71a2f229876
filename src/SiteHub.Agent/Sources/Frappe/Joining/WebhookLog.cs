namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>What the site writes down of a delivery that failed: the whole trace of the error, of which the last line says what it was.</summary>
internal static class WebhookLog
{
    private const int Longest = 300;

    private const string Client = "Client Error";

    public static string Reason(string error)
    {
        var line = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? lines[^1] : error;
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var said = colon > 0 && !line[..colon].Contains(' ', StringComparison.Ordinal) && (line.Contains(Client, StringComparison.Ordinal) || line.Contains("Server Error", StringComparison.Ordinal)) ? line[(colon + 2)..] : line;
        return said.Length <= Longest ? said : said[..Longest] + "…";
    }
}
