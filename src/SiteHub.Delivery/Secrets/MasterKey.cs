using System.Security.Cryptography;

namespace SiteHub.Delivery.Secrets;

/// <summary>The key under which a role's stored secrets are sealed: 32 random bytes, written as base64, kept outside the database.</summary>
public static class MasterKey
{
    /// <summary>In bytes.</summary>
    public const int Length = 32;

    /// <returns>False if the text is not base64 of exactly <see cref="Length"/> bytes.</returns>
    public static bool TryParse(string? text, out byte[] key)
    {
        key = [];
        var buffer = new byte[Length + 3];
        if (text is null || !Convert.TryFromBase64String(text.Trim(), buffer, out var length) || length != Length)
        {
            return false;
        }

        key = buffer[..Length];
        return true;
    }

    /// <summary>The key kept in a file, made there if there is none; the file can be read by its owner alone.</summary>
    /// <exception cref="InvalidDataException">The file holds no master key; it is left as it is, for what was sealed may still need it.</exception>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read or made.</exception>
    public static byte[] Keep(string path)
    {
        var text = OwnerFile.ReadOrCreate(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)));
        return TryParse(text, out var key)
            ? key
            : throw new InvalidDataException($"{path} should hold base64 of {Length} bytes and does not. Bring the file back from a backup: what was sealed under its key opens with no other.");
    }
}
