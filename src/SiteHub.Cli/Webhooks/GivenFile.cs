using System.Text.Json;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Webhooks;

/// <summary>A file that the command line names; - is standard input.</summary>
internal static class GivenFile
{
    public static async Task<string> Text(string path, CancellationToken cancellationToken)
    {
        try
        {
            return path == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.Configuration, $"{path} cannot be read: {e.Message}");
        }
    }

    public static async Task<JsonElement> Json(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonElement.Parse(await Text(path, cancellationToken));
        }
        catch (JsonException e)
        {
            throw new StopException(ExitCode.Configuration, $"{path} is no JSON: {e.Message}");
        }
    }
}
