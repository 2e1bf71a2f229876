using System.Security.Cryptography;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Frappe's names for rows and for documents without a naming rule: ten characters, the first four of the time.</summary>
internal static class RowName
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    public static string Next(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[6];
        RandomNumberGenerator.Fill(random);
        Span<char> name = stackalloc char[10];
        var tenths = now.ToUnixTimeMilliseconds() / 100;
        for (var i = 3; i >= 0; i--)
        {
            name[i] = Alphabet[(int)(tenths & 31)];
            tenths >>= 5;
        }

        for (var i = 0; i < 6; i++)
        {
            name[4 + i] = Alphabet[random[i] & 31];
        }

        return new string(name);
    }
}
