using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace SiteHub.Protocol.Actions;

/// <summary>
/// What a member saw of a document: a hash over its published form without the bookkeeping of saves (<c>modified</c>, <c>modified_by</c>, in rows as well).
/// A note that only the company's own people see changes those, and must not refuse a customer.
/// </summary>
public static class SeenHash
{
    /// <param name="doc">the published form, one JSON object as UTF-8, as it was told</param>
    /// <returns><c>seen-</c> and lower-case hex</returns>
    /// <exception cref="JsonException">it is no JSON</exception>
    public static string Of(ReadOnlySpan<byte> doc)
    {
        var seen = new ArrayBufferWriter<byte>(doc.Length);
        var reader = new Utf8JsonReader(doc, new JsonReaderOptions { MaxDepth = 256 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && (reader.ValueTextEquals("modified"u8) || reader.ValueTextEquals("modified_by"u8)))
            {
                reader.Skip();
                continue;
            }

            // The kind of each token parts it from the next: no two documents read alike.
            var value = reader.ValueSpan;
            var target = seen.GetSpan(value.Length + 2);
            target[0] = (byte)reader.TokenType;
            value.CopyTo(target[1..]);
            target[value.Length + 1] = 0;
            seen.Advance(value.Length + 2);
        }

        return "seen-" + Convert.ToHexStringLower(SHA256.HashData(seen.WrittenSpan));
    }
}
