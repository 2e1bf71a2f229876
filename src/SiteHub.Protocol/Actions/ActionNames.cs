using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Actions;

/// <summary>What an action may be called: one rule for <c>sites.json</c>, for a catalogue, and for the names that an entry carries.</summary>
public static class ActionNames
{
    public const int MaxLength = 40;

    /// <summary>How many may be open on one document.</summary>
    public const int MaxOpen = 32;

    private const string Expected = "an action's name: a-z, 0-9 and single hyphens, beginning with a letter, up to 40 characters";

    public static bool IsWellFormed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetterLower(name[0]) || name[^1] == '-')
        {
            return false;
        }

        for (var i = 1; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterLower(name[i]) && !char.IsAsciiDigit(name[i]) && (name[i] != '-' || name[i - 1] == '-'))
            {
                return false;
            }
        }

        return true;
    }

    internal static string Read(ref StrictReader reader) => reader.Text(Expected, MaxLength) is var name && IsWellFormed(name) ? name : throw reader.Fault(Expected);

    /// <summary>The actions that are open on a document: each once, and not more than anybody could be offered.</summary>
    internal static IReadOnlyList<string> ReadOpen(ref StrictReader reader)
    {
        if (reader.IsNull)
        {
            return [];
        }

        reader.EnterArray();
        var open = new List<string>(4);
        while (reader.NextItem())
        {
            var name = Read(ref reader);
            if (open.Count == MaxOpen)
            {
                throw reader.Fault($"at most {MaxOpen} actions");
            }

            if (open.Contains(name))
            {
                throw reader.Fault("each action once");
            }

            open.Add(name);
        }

        return open;
    }
}
