using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Protocol.Enrolment;

namespace SiteHub.Agent.Enrolment;

/// <summary>What an enrolled site knows its hub by, and is known by: one sealed file in its folder, put in place whole or not at all.</summary>
/// <param name="Secret">of the link</param>
/// <param name="FormerSecret">still used until <paramref name="FormerUntil"/></param>
/// <param name="Next">a key that the hub is being told of: after a crash it is told of the same again</param>
/// <param name="Revoked">when the hub said that it trusts this site no more</param>
public sealed record StoredEnrolment(
    Uri Hub, string Site, SiteKey Key, string Secret, string? FormerSecret, DateTimeOffset? FormerUntil, SiteKey? Next, DateTimeOffset Renewed, DateTimeOffset? Revoked)
{
    private const string File = "enrolment.sealed";
    private const string Purpose = "enrolment";

    /// <returns>null: the site is not enrolled</returns>
    /// <exception cref="InvalidDataException">it is damaged, or was sealed under another master key</exception>
    public static StoredEnrolment? Load(string folder, SecretBox box)
    {
        ArgumentNullException.ThrowIfNull(box);
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<StoredEnrolment>(box.Unprotect(Purpose, System.IO.File.ReadAllText(path)));
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or FormatException or JsonException)
        {
            throw new InvalidDataException($"{path} cannot be opened: it is damaged, or the master key is another than when the site was enrolled.", e);
        }
    }

    public void Save(string folder, SecretBox box)
    {
        ArgumentNullException.ThrowIfNull(box);
        OwnerFile.Replace(Path.Combine(folder, File), box.Protect(Purpose, JsonSerializer.Serialize(this)));
    }
}
