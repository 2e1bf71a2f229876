using System.Text.Json;

namespace SiteHub.Agent.Documents.Bodies;

/// <summary>Where one member's value stands in the JSON text that was read.</summary>
/// <param name="Kind">the kind of its first token; <see cref="JsonTokenType.None"/> where the member is absent</param>
/// <param name="Escaped">a string with escapes in it: its bytes are not its text</param>
internal readonly record struct Slot(int Start, int Length, JsonTokenType Kind, bool Escaped)
{
    public bool IsGiven => Kind != JsonTokenType.None;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}
