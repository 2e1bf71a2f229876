using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Tests.Webhooks;

namespace SiteHub.Hub.Tests.Upstreams;

/// <summary>An OpenID provider that others wrote: the npm package oidc-provider.</summary>
internal sealed class NodeProvider : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private NodeProvider(Process process, Uri issuer) => (_process, Issuer) = (process, issuer);

    public Uri Issuer { get; }

    public static async Task<NodeProvider> Start(string hub)
    {
        var client = new JsonObject { ["client_id"] = "hub", ["client_secret"] = HubFixture.Secret, ["redirect_uris"] = new JsonArray($"{hub}/signin/upstream/idp"), ["response_types"] = new JsonArray("code") };
        var process = NodeScript.Start("oidc-provider.mjs", client.ToJsonString());
        process.StandardInput.Close();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("http", StringComparison.Ordinal))
            {
                return new NodeProvider(process, new Uri(line));
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    public async Task Is(string sub, string email, bool verified = true, params string[] groups)
    {
        using var content = JsonContent.Create(new { sub, email, email_verified = verified, name = "Una", groups });
        using var _ = await _http.PostAsync(new Uri(Issuer, "test/account"), content);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _http.Dispose();
    }
}
