using System.Text;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Deliveries;

/// <summary>A request as somebody would make it by hand, for a shell as of POSIX.</summary>
internal static class CurlCommand
{
    /// <summary>curl writes it itself.</summary>
    private static readonly string[] Own = ["Content-Length", "Host"];

    public static string Of(Exchange exchange)
    {
        var command = new StringBuilder($"curl -i -X {exchange.Method} {Quoted(exchange.Url)}");
        foreach (var (name, value) in exchange.Headers.Where(static header => !Own.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            command.Append(" \\\n  -H ").Append(Quoted($"{name}: {value}"));
        }

        if (exchange.Length > 0)
        {
            // As it stands: -d would take line breaks out, and a file's name out of an @.
            command.Append(exchange.IsWhole ? " \\\n  --data-raw " + Quoted(Encoding.UTF8.GetString(exchange.Body.Span)) : " \\\n  --data-binary @body");
        }

        return command.ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
