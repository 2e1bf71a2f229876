using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;
using Fluid.Values;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Goes over a template's tree once it is read: what is not listed is refused, and what makes or looks through much pays first.</summary>
internal sealed class LiquidCheck : AstRewriter
{
    protected override Expression VisitFilterExpression(FilterExpression filterExpression) => LiquidFilters.Has(filterExpression.Name)
        ? base.VisitFilterExpression(filterExpression)
        : throw new FormatException($"there is no filter {filterExpression.Name}; there are {string.Join(", ", LiquidFilters.Names)}");

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) => new PaidRange(Visit(rangeExpression.From), Visit(rangeExpression.To));

    protected override Statement VisitOutputStatement(OutputStatement outputStatement) => new OutputStatement(new PaidOutput(Visit(outputStatement.Expression)));

    protected override Statement VisitTextSpanStatement(TextSpanStatement textSpanStatement) => new PaidText(textSpanStatement, textSpanStatement.Text.Length);

    protected override Statement VisitRawStatement(RawStatement rawStatement) => new PaidText(rawStatement, rawStatement.Text.Length);

    protected override Expression VisitContainsBinaryExpression(ContainsBinaryExpression e) => new PaidPair(Visit(e.Left), Visit(e.Right), static (l, r) => new ContainsBinaryExpression(l, r), product: true);

    protected override Expression VisitEqualBinaryExpression(EqualBinaryExpression e) => new PaidPair(Visit(e.Left), Visit(e.Right), static (l, r) => new EqualBinaryExpression(l, r));

    protected override Expression VisitNotEqualBinaryExpression(NotEqualBinaryExpression e) => new PaidPair(Visit(e.Left), Visit(e.Right), static (l, r) => new NotEqualBinaryExpression(l, r));

    private sealed class PaidRange(Expression from, Expression to) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var (first, last) = ((await from.EvaluateAsync(context)).ToNumberValue(), (await to.EvaluateAsync(context)).ToNumberValue());
            LiquidBounds.Of(context).Pay((double)Math.Max(0, decimal.Truncate(last) - decimal.Truncate(first) + 1) * LiquidBounds.Item);
            return await new RangeExpression(new LiteralExpression(NumberValue.Create(first)), new LiteralExpression(NumberValue.Create(last))).EvaluateAsync(context);
        }
    }

    private sealed class PaidOutput(Expression of) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var value = await of.EvaluateAsync(context);
            LiquidBounds.Of(context).Pay(LiquidSize.Of(value));
            return value;
        }
    }

    private sealed class PaidPair(Expression left, Expression right, Func<Expression, Expression, Expression> compare, bool product = false) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var (one, other) = (await left.EvaluateAsync(context), await right.EvaluateAsync(context));
            var (size, sought) = (LiquidSize.Of(one), LiquidSize.Of(other));
            LiquidBounds.Of(context).Pay(product ? size * (1 + (sought / 16)) : size + sought);
            return await compare(new LiteralExpression(one), new LiteralExpression(other)).EvaluateAsync(context);
        }
    }

    private sealed class PaidText(Statement text, int length) : Statement
    {
        public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
        {
            LiquidBounds.Of(context).Pay(length);
            return text.WriteToAsync(writer, encoder, context);
        }
    }
}
