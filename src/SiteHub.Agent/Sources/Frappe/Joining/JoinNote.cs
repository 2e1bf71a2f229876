using System.Globalization;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>How bad it is.</summary>
public enum NoteKind
{
    /// <summary>It is as it should be.</summary>
    Good,

    /// <summary>It was done now, or would be.</summary>
    Done,

    /// <summary>It works, but not wholly.</summary>
    Limited,

    /// <summary>It does not work.</summary>
    Hindered,
}

/// <summary>One thing that was looked at where a Frappe site joins, as a clerk would say it.</summary>
/// <param name="Kind">how bad it is</param>
/// <param name="Code">for programs, such as <c>user-permissions</c></param>
/// <param name="What">an English text with places for what it is about, translated where it is shown</param>
/// <param name="Mend">what to do, with the same places; null: nothing</param>
/// <param name="About">what stands in the places</param>
public sealed record JoinNote(NoteKind Kind, string Code, string What, string? Mend, IReadOnlyList<string> About)
{
    public bool IsWrong => Kind is NoteKind.Limited or NoteKind.Hindered;

    public string Text => Filled(What);

    public string? Advice => Mend is null ? null : Filled(Mend);

    internal static JoinNote Good(string code, string what, params IReadOnlyList<string> about) => new(NoteKind.Good, code, what, null, about);

    /// <summary>It is as it should be, and there is more to be had.</summary>
    internal static JoinNote Next(string code, string what, string mend, params IReadOnlyList<string> about) => new(NoteKind.Good, code, what, mend, about);

    internal static JoinNote Made(string code, string what, params IReadOnlyList<string> about) => new(NoteKind.Done, code, what, null, about);

    internal static JoinNote Limited(string code, string what, string mend, params IReadOnlyList<string> about) => new(NoteKind.Limited, code, what, mend, about);

    internal static JoinNote Hindered(string code, string what, string mend, params IReadOnlyList<string> about) => new(NoteKind.Hindered, code, what, mend, about);

    private string Filled(string text) => string.Format(CultureInfo.InvariantCulture, text, [.. About]);
}
