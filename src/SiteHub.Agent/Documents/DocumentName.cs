using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Documents;

/// <summary>What may be a name. Slashes, spaces, quotes and any script may; it must only be possible to address and to show it.</summary>
internal static class DocumentName
{
    public const int Longest = 140;

    /// <returns>null, or why this cannot be a name</returns>
    public static Refusal? Check(string docType, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return Refuse.Invalid($"No Name Specified for {docType}");
        }

        if (name.AsSpan().ContainsAny('<', '>'))
        {
            var found = name.Contains('<', StringComparison.Ordinal) ? "'<'" : "'>'";
            return Refusal.Thrown("NameError", $"Name cannot contain special characters like {found}");
        }

        if (name.Length > Longest)
        {
            return Refusal.Thrown(
                "CharacterLengthExceededError",
                $"Name: '{name}' ({name.Length}) will get truncated, as max characters allowed is {Longest}");
        }

        // An address with a dot alone as its last part is another address; control characters are refused by web servers.
        return name is "." or ".." || name.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || name.Contains('\x7f', StringComparison.Ordinal)
            ? Refusal.Thrown("NameError", "Name cannot be a dot or two, nor contain control characters")
            : null;
    }
}
