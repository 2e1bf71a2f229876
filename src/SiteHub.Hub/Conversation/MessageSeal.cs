using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Hub.Conversation;

/// <summary>
/// The hub's mark on what its members wrote. A site gives messages back when it is told from the start; by the mark a hub that was restored from an older copy takes
/// back what it had lost, and a site can put nothing into anybody's mouth.
/// </summary>
internal sealed class MessageSeal(HubOptions options)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, options.MasterKey, 32, info: Encoding.UTF8.GetBytes("sitehub message seal"));

    public MessageWritten Put(string site, MessageWritten written) => written with { Seal = Of(site, written) };

    public bool IsOurs(string site, MessageWritten written) =>
        written.Seal is { } seal && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(Of(site, written)));

    /// <summary>Over all of it but the try, which is only how often it was sent.</summary>
    private string Of(string site, MessageWritten written)
    {
        var data = new ArrayBufferWriter<byte>();
        data.Write(Encoding.UTF8.GetBytes(site + "\n"));
        (written with { Seal = null, Attempt = 1 }).WriteTo(data);
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, data.WrittenSpan));
    }
}
