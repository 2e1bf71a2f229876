using System.Text.Json;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Webhooks;

/// <summary>A request as it would stand on the wire.</summary>
internal static class RequestText
{
    public static void Write(Screen screen, JsonElement request)
    {
        if (request.GetProperty("fault").GetString() is { } fault)
        {
            screen.Wrong("There is no request:", fault);
            return;
        }

        screen.Say($"{request.GetProperty("method").GetString()} {request.GetProperty("url").GetString()}");
        foreach (var header in request.GetProperty("headers").EnumerateObject())
        {
            screen.Quiet($"{header.Name}: {header.Value.GetString()}");
        }

        screen.Say("");

        Screen.Body(request.GetProperty("body").GetString());
    }
}
