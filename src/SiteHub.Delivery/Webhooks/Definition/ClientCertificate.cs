using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SiteHub.Delivery.Webhooks;

internal static class ClientCertificate
{
    /// <summary>The certificate that comes first, with its private key.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">there is no certificate in it, or no private key that fits</exception>
    public static X509Certificate2 Read(string pem) => X509Certificate2.CreateFromPem(pem, pem);

    /// <summary>As it is shown to a server: with those it was issued under, which the server need not know.</summary>
    public static SslStreamCertificateContext Context(X509Certificate2 certificate, string pem)
    {
        var issuers = new X509Certificate2Collection();
        issuers.ImportFromPem(pem);
        issuers.Remove(issuers.First(c => c.Thumbprint == certificate.Thumbprint));
        return SslStreamCertificateContext.Create(certificate, issuers, offline: true);
    }
}
