using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using SiteHub.Delivery.Sending;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Connections: one pool for all webhooks, and one of its own for each client certificate.</summary>
public sealed class WebhookClients(GuardedConnection connection) : IDisposable
{
    private readonly HttpMessageInvoker _plain = new(connection.CreateHandler());
    private readonly ConcurrentDictionary<string, (HttpMessageInvoker Client, X509Certificate2 Certificate)> _certified = new(StringComparer.Ordinal);

    /// <param name="pem">the webhook's client certificate; null for none</param>
    internal HttpMessageInvoker For(string? pem) => pem is null ? _plain : _certified.GetOrAdd(pem, Certified).Client;

    public void Dispose()
    {
        _plain.Dispose();
        foreach (var (client, certificate) in _certified.Values)
        {
            client.Dispose();
            certificate.Dispose();
        }
    }

    private (HttpMessageInvoker, X509Certificate2) Certified(string pem)
    {
        var certificate = ClientCertificate.Read(pem);
        return (new HttpMessageInvoker(connection.CreateHandler(ClientCertificate.Context(certificate, pem))), certificate);
    }
}
