namespace SiteHub.Operations.Webhooks;

/// <summary>A part of a Jinja template.</summary>
internal abstract record JinjaNode
{
    private JinjaNode()
    {
    }

    public sealed record Text(string Value) : JinjaNode;

    /// <summary>What stands between <c>raw</c> and <c>endraw</c>.</summary>
    public sealed record Raw(string Value) : JinjaNode;

    public sealed record Output(PythonNode Value) : JinjaNode;

    public sealed record Set(string Name, PythonNode Value) : JinjaNode;

    public sealed record If(PythonNode Test, IReadOnlyList<JinjaNode> Then, IReadOnlyList<JinjaNode> Else) : JinjaNode;

    public sealed record For(string Name, PythonNode Of, IReadOnlyList<JinjaNode> Body, IReadOnlyList<JinjaNode> Else) : JinjaNode;
}
