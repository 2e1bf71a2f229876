using Acornima;
using Acornima.Ast;

namespace SiteHub.Delivery.Scripts;

/// <summary>Reads a source as one expression.</summary>
internal static class SourceTree
{
    // Parentheses leave no part in the tree unless they are asked for, and count as nesting.
    private static readonly ParserOptions Options = new() { PreserveParens = true, AllowReturnOutsideFunction = true };

    /// <exception cref="ScriptException">it is none</exception>
    public static Expression Of(string source)
    {
        if (source.Length > ScriptBounds.Source)
        {
            throw new ScriptException($"{source.Length:N0} characters; a script has at most {ScriptBounds.Source:N0}", 1, 1);
        }

        try
        {
            return new Parser(Options).ParseExpression(source, strict: true);
        }
        catch (ParseErrorException e)
        {
            throw Statements(source) ?? new ScriptException(e.Description, e.LineNumber, e.Column + 1);
        }
        catch (InsufficientExecutionStackException)
        {
            throw Refused.TooDeep(1, 1);
        }
    }

    /// <summary>Why it is no expression, where it would be a script elsewhere.</summary>
    private static ScriptException? Statements(string source)
    {
        try
        {
            var program = new Parser(Options).ParseScript(source, strict: true);
            var first = program.Body.Count > 0 ? program.Body[0] : null;
            return first switch
            {
                null => new ScriptException("there is nothing; write an expression, such as doc.docstatus === 1", 1, 1),
                ExpressionStatement when program.Body.Count == 1 => At(first, "a script is one expression; leave out the ; at its end"),
                ReturnStatement when program.Body.Count == 1 => At(first, "found return; a script is one expression: write what stands behind it"),
                IfStatement => At(first, "found if; a script is one expression: write condition ? this : that"),
                VariableDeclaration => At(first, "found a variable; a script is one expression: write the value where it is used"),
                ForStatement or ForInStatement or ForOfStatement or WhileStatement or DoWhileStatement => At(first, "found a loop; a script is one expression: use map, filter, some, every or reduce of a list"),
                _ => At(first, "found statements; a script is one expression, such as doc.docstatus === 1"),
            };
        }
        catch (ParseErrorException e)
        {
            return new ScriptException(e.Description, e.LineNumber, e.Column + 1);
        }
        catch (InsufficientExecutionStackException)
        {
            return Refused.TooDeep(1, 1);
        }
    }

    private static ScriptException At(Node node, string what) => new(what, node.Location.Start.Line, node.Location.Start.Column + 1);
}
