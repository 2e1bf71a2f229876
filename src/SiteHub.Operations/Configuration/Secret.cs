using System.Text.Json.Serialization;

namespace SiteHub.Operations.Configuration;

/// <summary>
/// A secret that cannot be printed by mistake: text, debugger and JSON show stars, since the records that hold it
/// print all their members. <see cref="Reveal"/> is the one way to it, and easy to search for.
/// </summary>
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret(string text) : IEquatable<Secret>
{
    /// <summary>The file in which it stands; null: the environment, or made by the program.</summary>
    public string? File { get; init; }

    public string Reveal() => text;

    public bool Equals(Secret? other) => other is not null && string.Equals(text, other.Reveal(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(text);

    public override string ToString() => "***";
}
