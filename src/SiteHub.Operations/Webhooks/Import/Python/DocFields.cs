namespace SiteHub.Operations.Webhooks;

/// <summary>How Python and Jinja speak of a document's field.</summary>
internal static class DocFields
{
    /// <summary><c>doc.x</c>, <c>doc.get("x")</c>.</summary>
    /// <param name="node">the expression</param>
    /// <param name="otherwise">the second argument of <c>get</c></param>
    /// <returns>the field; null if it is something else</returns>
    public static string? Of(PythonNode node, out PythonNode? otherwise)
    {
        otherwise = null;
        switch (node)
        {
            case PythonNode.Member { Of: PythonNode.Name { Text: "doc" }, Field: var field } member:
                return field.StartsWith("__", StringComparison.Ordinal) ? throw new PythonException($"`doc.{field}`, which is of Frappe's own and no field", member.At) : field;
            case PythonNode.Call { Of: PythonNode.Member { Of: PythonNode.Name { Text: "doc" }, Field: "get" }, Arguments: [PythonNode.Literal { Value: string got }, ..] and { Count: <= 2 } given }:
                otherwise = given.Count == 2 ? given[1] : null;
                return got;
            default:
                return null;
        }
    }

    /// <summary>What cannot be translated, as its writer knows it.</summary>
    public static PythonException Refuse(PythonNode node) => Root(node) is { } root ? new($"`{root.Text}`, which is no field of doc", root.At) : node switch
    {
        PythonNode.Call { Of: PythonNode.Name name } => new($"the call {name.Text}(…)", name.At),
        PythonNode.Call { Of: PythonNode.Member member } call => new($"the call .{member.Field}(…)", call.Of.At),
        PythonNode.Call call => new("a call", call.At),
        PythonNode.Member member => new($"`.{member.Field}` of what is no doc", member.At),
        PythonNode.Place place => new("a place in a list", place.At),
        PythonNode.Items items => new("a list, other than after `in`", items.At),
        PythonNode.Sum sum => new($"`{sum.Sign}`", sum.At),
        PythonNode.Filter filter => new($"the filter {filter.Which}", filter.At),
        _ => new("this", node.At),
    };

    /// <summary>The name that a path begins with, where that is not doc: what comes after it is not the cause.</summary>
    private static PythonNode.Name? Root(PythonNode node) => node switch
    {
        PythonNode.Name { Text: not "doc" } name => name,
        PythonNode.Member member => Root(member.Of),
        PythonNode.Place place => Root(place.Of),
        PythonNode.Call { Of: PythonNode.Member or PythonNode.Place } call => Root(call.Of),
        _ => null,
    };
}
