using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>What must stay in order, as a number: the document, else the event itself. Two documents that share one merely wait for each other.</summary>
internal static class Subject
{
    public static long Of(WebhookEvent message) => Of(message.Name.Length == 0 ? $"\0\0{message.Id}" : $"{message.Site}\0{message.DocType}\0{message.Name}");

    private static long Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
