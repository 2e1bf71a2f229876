namespace SiteHub.Hub.Features.Account;

/// <summary>What people call the browser that names itself so.</summary>
internal static class BrowserName
{
    // The order matters: Edge says that it is Chrome, and Chrome that it is Safari.
    private static readonly (string Mark, string Name)[] Browsers = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];
    private static readonly (string Mark, string Name)[] Systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? agent)
    {
        var names = new[] { Browsers, Systems }.Select(list => list.FirstOrDefault(item => agent?.Contains(item.Mark, StringComparison.Ordinal) == true).Name).OfType<string>().ToList();
        return names.Count > 0 ? string.Join(", ", names) : string.IsNullOrEmpty(agent) ? "?" : agent.Length > 40 ? agent[..40] + "…" : agent;
    }
}
