using Acornima;
using Acornima.Ast;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// Reads a source as one expression, or else as the body of a function that ends in <c>return</c>. It is parsed on its own before it is
/// wrapped, so that no source can close the wrapper and go on behind it, and so that faults carry the author's own lines.
/// </summary>
internal static class ScriptSyntax
{
    // A script is written by a person; the parser recurses on what it reads.
    private const int MaxLength = 32 * 1024;

    private static readonly ParserOptions Options = new() { AllowReturnOutsideFunction = true };

    /// <returns>The source of a function of doc and a second value, in which the author's first line is the second.</returns>
    /// <exception cref="ScriptException">The source does not parse, returns nothing, or uses what scripts may not.</exception>
    public static string Wrap(string source, string second)
    {
        if (source.Length > MaxLength)
        {
            throw new ScriptException($"{source.Length:N0} characters; a script has at most {MaxLength:N0}", 1, 1);
        }

        if (TryExpression(source) is { } expression)
        {
            Limits.Check(expression);
            return $"(doc, {second}) => (\n{source}\n)";
        }

        var program = Body(source);
        Limits.Check(program);
        if (program.Body is [ExpressionStatement { Expression: var only }])
        {
            return $"(doc, {second}) => (\n{source[only.Start..only.End]}\n)";
        }

        return Returns.In(program)
            ? $"(doc, {second}) => {{\n{source}\n}}"
            : throw new ScriptException("the script returns nothing; write one expression, or end with: return …", 1, 1);
    }

    private static Expression? TryExpression(string source)
    {
        try
        {
            return new Parser(Options).ParseExpression(source, strict: true);
        }
        catch (ParseErrorException)
        {
            return null;
        }
    }

    private static Acornima.Ast.Script Body(string source)
    {
        try
        {
            return new Parser(Options).ParseScript(source, strict: true);
        }
        catch (ParseErrorException e)
        {
            throw new ScriptException(e.Description, e.LineNumber, e.Column + 1);
        }
    }

    /// <summary>What would outlive the run (promises), reach outside (imports) or spend unbounded time in one step (big integers).</summary>
    private sealed class Limits : AstVisitor
    {
        public static void Check(Node node) => new Limits().Visit(node);

        public override object? Visit(Node node) => node switch
        {
            IFunction { Async: true } or AwaitExpression or ForOfStatement { Await: true } => throw Refused(node, "a script cannot wait: async and await are not available"),
            ImportExpression => throw Refused(node, "a script cannot import anything"),
            BigIntLiteral => throw Refused(node, "big integers are not available"),
            _ => base.Visit(node),
        };

        private static ScriptException Refused(Node node, string fault) =>
            new(fault, node.Location.Start.Line, node.Location.Start.Column + 1);
    }

    /// <summary>Whether a return stands in the script itself, functions inside it aside.</summary>
    private sealed class Returns : AstVisitor
    {
        private bool _found;

        public static bool In(Node program)
        {
            var search = new Returns();
            search.Visit(program);
            return search._found;
        }

        public override object? Visit(Node node)
        {
            if (node is IFunction)
            {
                return node;
            }

            _found |= node is ReturnStatement { Argument: not null };
            return base.Visit(node);
        }
    }
}
