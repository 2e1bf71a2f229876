namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Frappe's names for rows and for documents without a naming rule: ten characters, the first four of the time.</summary>
internal static class RowName
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    public static string Next(DateTimeOffset now)
    {
        // A name is no secret: the generator for secrets would cost more than the rest of the row.
        var random = Random.Shared.NextInt64();
        Span<char> name = stackalloc char[10];
        var tenths = now.ToUnixTimeMilliseconds() / 100;
        for (var i = 3; i >= 0; i--)
        {
            name[i] = Alphabet[(int)(tenths & 31)];
            tenths >>= 5;
        }

        for (var i = 0; i < 6; i++)
        {
            name[4 + i] = Alphabet[(int)(random & 31)];
            random >>= 5;
        }

        return new string(name);
    }
}
