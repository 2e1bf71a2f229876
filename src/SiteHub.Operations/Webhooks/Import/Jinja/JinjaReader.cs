using SiteHub.Delivery.Patterns;

namespace SiteHub.Operations.Webhooks;

/// <summary>Reads a Jinja template, of the tags that bodies of webhooks have: <c>if</c>, <c>for</c>, <c>set</c>, <c>raw</c>. Another is refused where it stands.</summary>
internal sealed class JinjaReader
{
    private const int Deepest = 12;

    private static readonly Pattern Setting = Pattern.Part(@"\A\s*([A-Za-z_]\w*)\s*=");
    private static readonly Pattern Looping = Pattern.Part(@"\A\s*([A-Za-z_]\w*)\s+in\s");

    private readonly string _source;
    private readonly IReadOnlyList<JinjaSegment> _segments;
    private int _next;
    private int _depth;

    private JinjaReader(string source)
    {
        _source = source;
        _segments = JinjaSegments.Of(source);
    }

    /// <exception cref="PythonException">it is not of the part that is read</exception>
    public static IReadOnlyList<JinjaNode> Read(string source)
    {
        var reader = new JinjaReader(source);
        var nodes = reader.Until([], 0, out var end);
        return end is null ? nodes : throw new PythonException($"`{end.Word}` without its beginning", end.From);
    }

    /// <param name="ends">the tags that end it</param>
    /// <param name="from">the tag that it belongs to</param>
    /// <param name="end">the one that ended it; null at the end of the template</param>
    private List<JinjaNode> Until(string[] ends, int from, out JinjaSegment? end)
    {
        if (++_depth > Deepest)
        {
            throw new PythonException($"more than {Deepest} tags inside one another", from);
        }

        var nodes = new List<JinjaNode>();
        for (end = null; _next < _segments.Count && end is null;)
        {
            var segment = _segments[_next++];
            if (segment.Kind is JinjaKind.Tag && (ends.Contains(segment.Word) || segment.Word is "elif" or "else" || segment.Word.StartsWith("end", StringComparison.Ordinal)))
            {
                end = segment;
            }
            else
            {
                nodes.Add(Node(segment));
            }
        }

        _depth--;
        return ends.Length == 0 || (end is not null && ends.Contains(end.Word)) ? nodes
            : throw new PythonException(end is null ? $"a tag without its {ends[^1]}" : $"`{end.Word}`, where {string.Join(" or ", ends)} is expected", end?.From ?? from);
    }

    private JinjaNode Node(JinjaSegment segment) => segment switch
    {
        { Kind: JinjaKind.Text } => new JinjaNode.Text(segment.Word),
        { Kind: JinjaKind.Raw } => new JinjaNode.Raw(segment.Word),
        { Kind: JinjaKind.Output } => new JinjaNode.Output(PythonParser.Jinja(_source, segment.From, segment.To)),
        { Word: "if" } => If(segment),
        { Word: "for" } => For(segment),
        { Word: "set" } => Set(segment),
        _ => throw new PythonException($"the tag {segment.Word}", segment.From - segment.Word.Length),
    };

    private JinjaNode.If If(JinjaSegment segment)
    {
        var test = PythonParser.Jinja(_source, segment.From, segment.To);
        var then = Until(["elif", "else", "endif"], segment.From, out var end);
        IReadOnlyList<JinjaNode> otherwise = end!.Word switch
        {
            "elif" => [If(end)],
            "else" => Until(["endif"], segment.From, out _),
            _ => [],
        };
        return new JinjaNode.If(test, then, otherwise);
    }

    private JinjaNode.For For(JinjaSegment segment)
    {
        var match = Looping.Match(_source[segment.From..segment.To]);
        if (!match.Success)
        {
            throw new PythonException("a `for` other than {% for item in doc.items %}", segment.From);
        }

        var of = PythonParser.Jinja(_source, segment.From + match.Length, segment.To);
        var body = Until(["else", "endfor"], segment.From, out var end);
        return new JinjaNode.For(match.Groups[1].Value, of, body, end!.Word == "else" ? Until(["endfor"], segment.From, out _) : []);
    }

    private JinjaNode.Set Set(JinjaSegment segment)
    {
        var match = Setting.Match(_source[segment.From..segment.To]);
        return match.Success
            ? new JinjaNode.Set(match.Groups[1].Value, PythonParser.Jinja(_source, segment.From + match.Length, segment.To))
            : throw new PythonException("a `set` other than {% set name = value %}", segment.From);
    }
}
