using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What must stay in order, as a number: the document, else the event itself. Two documents that share one merely wait for each other.</summary>
internal static class Subject
{
    public static long Of(WebhookEvent message) => message.Name.Length == 0 ? Of($"\0\0{message.Id}") : Of(message.Site, message.DocType, message.Name);

    public static long Of(string site, string docType, string name) => Of($"{site}\0{docType}\0{name}");

    private static long Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
