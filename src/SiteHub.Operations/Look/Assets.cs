using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;

namespace SiteHub.Operations.Look;

/// <summary>Stylesheets and scripts, which travel inside the assembly: there is no folder that a container or a test could start without.</summary>
public static class Assets
{
    public const string Prefix = "/assets/";

    private static readonly FileExtensionContentTypeProvider Types = new();
    private static readonly HashSet<string> Names = [.. typeof(Assets).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith("wwwroot/", StringComparison.Ordinal))];
    private static readonly ConcurrentDictionary<string, Asset> Known = new();

    /// <summary>Changes with what it leads to, so that what a browser keeps for ever is never stale.</summary>
    public static string Url(string path) => $"{Prefix}{path}?v={Find(path)!.Version}";

    internal static void MapAssets(this IEndpointRouteBuilder app) =>
        app.MapGet(Prefix + "{**path}", static (string path, HttpContext http) => Find(path) is { } asset ? asset.Answer(http) : Results.NotFound()).ExcludeFromDescription();

    private static Asset? Find(string path) =>
        Names.Contains("wwwroot/" + path) && Types.TryGetContentType(path, out var type) ? Known.GetOrAdd(path, static (path, type) => Read(path, type), type) : null;

    private static Asset Read(string path, string type)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream("wwwroot/" + path)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(content, type, Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
    }
}
