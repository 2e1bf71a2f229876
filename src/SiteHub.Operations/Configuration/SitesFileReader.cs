using System.Text.Json;
using SiteHub.Operations.Configuration.Reading;

namespace SiteHub.Operations.Configuration;

public static class SitesFileReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <param name="environment">Where <c>{ "env": "NAME" }</c> looks; null: the process's environment.</param>
    /// <exception cref="SitesFileException">It is missing, no JSON, or has faults; all of them are told.</exception>
    public static SitesFile Read(string path, SitesScope scope, Func<string, string?>? environment = null)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return Parse(File.ReadAllBytes(full), path, Path.GetDirectoryName(full)!, scope, environment);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SitesFileException(path, [new("$", "there is no such file; copy sites.sample.json, or name another with --sites")]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SitesFileException(path, [new("$", $"cannot be read: {e.Message}")]);
        }
    }

    /// <param name="name">What messages call the file.</param>
    /// <param name="folder">Where relative paths of <c>{ "file": "PATH" }</c> begin.</param>
    /// <exception cref="SitesFileException">It is no JSON or has faults; all of them are told.</exception>
    public static SitesFile Parse(
        ReadOnlyMemory<byte> json, string name, string folder, SitesScope scope, Func<string, string?>? environment = null)
    {
        // A byte order mark is what some editors save; the parser would call it an invalid first character.
        var text = json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
        var context = new ReadContext(Path.Combine(folder, Path.GetFileName(name)), environment ?? Environment.GetEnvironmentVariable);
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            var file = FileReader.Read(document.RootElement, scope, context);
            return context.Faults.Count == 0 ? file : throw new SitesFileException(name, context.Faults);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}: " : "";
            throw new SitesFileException(name, [new("$", $"is not JSON; {place}{e.Message.Split(" LineNumber:")[0]}")]);
        }
    }
}
