namespace SiteHub.Operations.Webhooks;

/// <summary>A part of an expression in Python, or in Jinja, whose expressions are nearly the same.</summary>
/// <param name="At">where it begins</param>
internal abstract record PythonNode(int At)
{
    /// <param name="Value">a text, a number as it is written, true, false, or null for None</param>
    public sealed record Literal(int At, object? Value) : PythonNode(At);

    /// <summary>A number keeps the way it is written.</summary>
    public sealed record Number(string Text)
    {
        public bool IsZero => Text.All(static c => c is '0' or '.' or '-');
    }

    public sealed record Name(int At, string Text) : PythonNode(At);

    public sealed record Member(int At, PythonNode Of, string Field) : PythonNode(At);

    public sealed record Place(int At, PythonNode Of, PythonNode Index) : PythonNode(At);

    public sealed record Call(int At, PythonNode Of, IReadOnlyList<PythonNode> Arguments) : PythonNode(At);

    public sealed record Not(int At, PythonNode Of) : PythonNode(At);

    /// <param name="Sign">+ - * /, and in Jinja ~</param>
    public sealed record Sum(int At, string Sign, PythonNode Left, PythonNode Right) : PythonNode(At);

    /// <summary>A chain: each of the operands but the first with how it is compared with the one before.</summary>
    public sealed record Compare(int At, PythonNode First, IReadOnlyList<(string Sign, PythonNode Right)> Rest) : PythonNode(At);

    /// <param name="IsAnd">else or</param>
    public sealed record Either(int At, bool IsAnd, IReadOnlyList<PythonNode> Parts) : PythonNode(At);

    public sealed record Choice(int At, PythonNode Test, PythonNode Then, PythonNode Else) : PythonNode(At);

    public sealed record Items(int At, IReadOnlyList<PythonNode> Parts) : PythonNode(At);

    /// <summary>Jinja's <c>value | name(arguments)</c>.</summary>
    public sealed record Filter(int At, PythonNode Of, string Which, IReadOnlyList<PythonNode> Arguments) : PythonNode(At);
}
