using System.Security.Cryptography.X509Certificates;

namespace SiteHub.Delivery.Webhooks;

internal static class ClientCertificate
{
    /// <exception cref="System.Security.Cryptography.CryptographicException">there is no certificate in it, or no private key that fits</exception>
    public static X509Certificate2 Read(string pem) => X509Certificate2.CreateFromPem(pem, pem);
}
