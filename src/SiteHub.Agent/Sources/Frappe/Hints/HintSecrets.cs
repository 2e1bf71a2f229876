using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Agent.Sources.Frappe.Hints;

/// <summary>
/// The secret of each webhook by which the site gives hints: made of the site's master key, the DocType and the event, so that there is none to store, and that
/// one that became known is good for no other.
/// </summary>
internal sealed class HintSecrets(SiteOptions site)
{
    public string Of(string docType, string docEvent)
    {
        var info = Encoding.UTF8.GetBytes($"sitehub frappe hint\n{site.Site.Slug}\n{docType}\n{docEvent}");
        return Base64Url.EncodeToString(HKDF.DeriveKey(HashAlgorithmName.SHA256, site.MasterKey, 32, info: info));
    }
}
