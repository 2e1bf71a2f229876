using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SiteHub.Operations.Look;

/// <summary>
/// A form with <c>data-confirm</c> is asked about before it is done: by the script of the page, where there is one, else by <see cref="AskedFirst"/>. The
/// question goes along, so that it is the same words either way.
/// </summary>
[HtmlTargetElement("form", Attributes = Marker)]
public sealed class AskingTagHelper : TagHelper
{
    private const string Marker = "data-confirm";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!output.Attributes.TryGetAttribute(Marker, out var asked) || Question(asked.Value) is not { Length: > 0 } question)
        {
            return;
        }

        // Encoded for an attribute already, as it stands in the form's own.
        output.PreContent.AppendHtml($"<input type=\"hidden\" name=\"{AskedFirst.Field}\" value=\"{question}\">");
    }

    private static string Question(object? value)
    {
        if (value is not IHtmlContent content)
        {
            return HtmlEncoder.Default.Encode(value?.ToString() ?? "");
        }

        using var text = new StringWriter();
        content.WriteTo(text, HtmlEncoder.Default);
        return text.ToString();
    }
}
