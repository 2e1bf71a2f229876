using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Requests;

/// <summary>Reads a body or a file that is sent, as far as it is allowed to go.</summary>
public static class WholeBody
{
    /// <summary>Of one import.</summary>
    public const int MaxImport = 8 * 1024 * 1024;

    public static Problem TooLarge => new(StatusCodes.Status413PayloadTooLarge, "too-large", "An import has up to 8 MiB; send it in parts.");

    /// <returns>null: it is larger than <paramref name="most"/> bytes</returns>
    public static async Task<ReadOnlyMemory<byte>?> Read(Stream body, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (whole.Length + read > most)
            {
                return null;
            }

            whole.Write(buffer, 0, read);
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }
}
