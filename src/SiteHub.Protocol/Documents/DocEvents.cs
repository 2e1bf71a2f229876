using System.Text;

namespace SiteHub.Protocol.Documents;

/// <summary>What happened to a document, in Frappe's words. One save may be several of them.</summary>
public static class DocEvents
{
    public const string AfterInsert = "after_insert";

    public const string OnUpdate = "on_update";

    public const string OnSubmit = "on_submit";

    public const string OnCancel = "on_cancel";

    public const string OnTrash = "on_trash";

    public const string OnUpdateAfterSubmit = "on_update_after_submit";

    public const string OnChange = "on_change";

    public const string WorkflowTransition = "workflow_transition";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [AfterInsert, OnUpdate, OnSubmit, OnCancel, OnTrash, OnUpdateAfterSubmit, OnChange, WorkflowTransition];

    private static readonly (byte[] Utf8, string Text)[] Known = [.. All.Select(static name => (Encoding.UTF8.GetBytes(name), name))];

    /// <summary>The constant for a known name, so that each document does not make the same texts again; null for another.</summary>
    internal static string? Of(ReadOnlySpan<byte> utf8)
    {
        foreach (var (known, text) in Known)
        {
            if (utf8.SequenceEqual(known))
            {
                return text;
            }
        }

        return null;
    }
}
