using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Joining;

/// <summary>
/// The configuration file with a site's entry in it that is being made. What stands there stays as it is, to the last DocType: only what is missing is added, so
/// that a second time changes nothing, and nothing that somebody took out or edited comes back.
/// </summary>
internal sealed class JoinFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Mend = "Put it right, or name another with --sites FILE.";

    private readonly string _path;
    private readonly string? _before;
    private readonly JsonObject _root;

    private JoinFile(string path, string? before, JsonObject root, JsonObject site, bool isNew) => (_path, _before, _root, Site, IsNew) = (path, before, root, site, isNew);

    public JsonObject Site { get; }

    /// <summary>There was no entry of this site.</summary>
    public bool IsNew { get; }

    public JsonObject Source => (JsonObject)(Site["source"] ??= new JsonObject());

    public bool IsChanged => _before is null || !JsonNode.DeepEquals(JsonNode.Parse(_before), _root);

    public static JoinFile Open(string path, Uri hub, string? slug)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : null;
        JsonObject root;
        try
        {
            root = before is null ? new JsonObject { ["hub"] = new JsonObject { ["url"] = hub.GetLeftPart(UriPartial.Authority) }, ["sites"] = new JsonArray() } : JsonNode.Parse(before)!.AsObject();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new StopException(ExitCode.Configuration, $"{path} is not JSON: {e.Message}", Mend);
        }

        // The rest of it is read by the one reader of such files; these are gone through before that.
        if (root["hub"] is not (null or JsonObject) || root["sites"] is not (null or JsonArray) || (root["sites"]?.AsArray() ?? []).Any(static site => site is not JsonObject || site["source"] is not (null or JsonObject)))
        {
            throw new StopException(ExitCode.Configuration, $"{path} is no configuration of SiteHub: hub is an object, sites a list of objects, and the source of each an object.", Mend);
        }

        if (root["hub"]?["url"]?.ToString() is { } said && (!Uri.TryCreate(said, UriKind.Absolute, out var known) || known != hub))
        {
            throw new StopException(ExitCode.Configuration, $"{path} says that the hub is {said}, and --hub says {hub}.", "One of them is wrong; the site will look for the hub where the file says.");
        }

        var sites = (root["sites"] ??= new JsonArray()).AsArray();
        var chosen = slug ?? (sites.Count == 1 ? sites[0]?["slug"]?.ToString() : null) ?? throw new StopException(
            ExitCode.Configuration, $"{path} has {sites.Count} sites: say which with --site, or what a new one shall be called.", "It is the name that the hub's operator gave the code for: sitehub sites code SLUG");
        if (sites.FirstOrDefault(site => site?["slug"]?.ToString() == chosen) is JsonObject found)
        {
            return new JoinFile(path, before, root, found, isNew: false);
        }

        var made = new JsonObject { ["slug"] = chosen };
        sites.Add((JsonNode)made);
        return new JoinFile(path, before, root, made, isNew: true);
    }

    /// <exception cref="SitesFileException">what came of it has faults</exception>
    public SitesFile Parse() => SitesFileReader.Parse(JsonSerializer.SerializeToUtf8Bytes(_root), _path, Path.GetDirectoryName(Path.GetFullPath(_path))!, SitesScope.Site((string)Site["slug"]!));

    public void Write()
    {
        // Put in place whole or not at all, with the rights that it had.
        var draft = $"{_path}.{Path.GetRandomFileName()}";
        File.WriteAllText(draft, _root.ToJsonString(Indented) + "\n");
        if (_before is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, File.GetUnixFileMode(_path));
        }

        File.Move(draft, _path, overwrite: true);
    }
}
