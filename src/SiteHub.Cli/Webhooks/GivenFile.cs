using System.Text.Json;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Values;

namespace SiteHub.Cli.Webhooks;

/// <summary>A file that the command line names; - is standard input.</summary>
internal static class GivenFile
{
    /// <summary>As it is, for whoever reads it to say what is wrong with it.</summary>
    public static async Task<byte[]> Bytes(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (path != "-")
            {
                return await File.ReadAllBytesAsync(path, cancellationToken);
            }

            using var whole = new MemoryStream();
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(whole, cancellationToken);
            return whole.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.Configuration, $"{path} cannot be read: {e.Message}");
        }
    }

    public static async Task<JsonElement> Json(string path, CancellationToken cancellationToken)
    {
        var text = Utf8Text.Read(await Bytes(path, cancellationToken), out var line) ?? throw new StopException(ExitCode.Configuration, $"{path} is no UTF-8, from line {line} on.");
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new StopException(ExitCode.Configuration, $"{path} is no JSON: {e.Message}");
        }
    }
}
