using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluid;
using Fluid.Values;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Text as a Liquid template, of the tags and filters that are listed, bounded in steps, work and length. <c>| json</c> gives back what stood in the document, number for number.</summary>
public sealed class LiquidTemplate
{
    /// <summary>Those that include another, define something or write into a text of their own are not among them.</summary>
    private static readonly string[] Tags = ["assign", "break", "capture", "case", "comment", "#", "continue", "cycle", "decrement", "echo", "for", "if", "increment", "raw", "unless"];

    private static readonly FluidParser Parser = CreateParser();
    private static readonly TemplateOptions Options = CreateOptions();

    private readonly IFluidTemplate _template;

    private LiquidTemplate(IFluidTemplate template) => _template = template;

    /// <exception cref="FormatException">what is wrong, and where</exception>
    public static LiquidTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        LiquidShape.Check(source);
        return Parser.TryParse(source, out var template, out var error)
            ? new LiquidTemplate(new LiquidCheck().VisitTemplate(template))
            : throw new FormatException(error.Contains("Unknown tag", StringComparison.OrdinalIgnoreCase) ? $"{error}; there are {string.Join(", ", Tags)}" : error);
    }

    /// <param name="values">what it may speak of, by name</param>
    /// <exception cref="FormatException">the template failed; its message says why</exception>
    public string Render(IEnumerable<KeyValuePair<string, JsonElement>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var context = new TemplateContext(Options);
        foreach (var (name, value) in values)
        {
            context.SetValue(name, LiquidObject.Of(value));
        }

        return Render(context);
    }

    /// <exception cref="ComposeException">the template failed</exception>
    internal byte[] Render(WebhookEvent message, string type, JsonElement doc, JsonElement? before)
    {
        var context = new TemplateContext(Options);
        context.SetValue("doc", LiquidObject.Of(doc));
        context.SetValue("before", before is { } b ? LiquidObject.Of(b) : NilValue.Instance);
        context.SetValue("docType", new StringValue(message.DocType));
        context.SetValue("name", new StringValue(message.Name));
        context.SetValue("site", new StringValue(message.Site));
        context.SetValue("event", new StringValue(type));
        context.SetValue("events", new ArrayValue([.. message.Types.Select(static t => new StringValue(t))]));
        context.SetValue("revision", NumberValue.Create(message.Revision));
        context.SetValue("timestamp", new StringValue(BodyComposer.Text(message.Timestamp)));
        try
        {
            return Encoding.UTF8.GetBytes(Render(context));
        }
        catch (FormatException e)
        {
            throw new ComposeException(e.Message);
        }
    }

    private string Render(TemplateContext context)
    {
        using var text = new BoundedText();
        try
        {
            // Everything that it asks for is there: it completes without waiting.
            _template.RenderAsync(text, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return text.ToString();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or ArithmeticException or ParseException or OutOfMemoryException)
        {
            throw new FormatException($"the template failed: {e.Message}", e);
        }
    }

    private static TemplateOptions CreateOptions()
    {
        var options = new TemplateOptions { TimeZone = TimeZoneInfo.Utc, CultureInfo = System.Globalization.CultureInfo.InvariantCulture };
        options.MaxSteps = LiquidBounds.Steps;
        options.MaxRecursion = 32;
        options.Filters.AddFilter("json", static (input, _, _) => ValueTask.FromResult<FluidValue>(new StringValue(Json(input))));
        LiquidFilters.Apply(options);
        return options;
    }

    private static FluidParser CreateParser()
    {
        var parser = new FluidParser();
        foreach (var tag in parser.RegisteredTags.Keys.Except(Tags).ToList())
        {
            parser.RegisteredTags.Remove(tag);
        }

        return parser.Compile();
    }

    private static string Json(FluidValue value) => value switch
    {
        LiquidObject known => known.Json.GetRawText(),
        ArrayValue array => $"[{string.Join(',', array.Values.Select(Json))}]",
        _ => value.Type switch
        {
            FluidValues.Nil or FluidValues.Empty or FluidValues.Blank => "null",
            FluidValues.Boolean => value.ToBooleanValue() ? "true" : "false",
            FluidValues.Number => value.ToStringValue(),
            _ => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value.ToStringValue())}\"",
        },
    };
}
