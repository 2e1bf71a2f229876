using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace SiteHub.Operations.Look;

/// <summary>Every form that is posted carries the antiforgery token, also one with an address of its own, to which ASP.NET Core adds none. Without it each is refused.</summary>
[HtmlTargetElement("form", Attributes = "method")]
public sealed class PostForm(IHtmlGenerator html, IAntiforgery antiforgery) : TagHelper
{
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After ASP.NET Core's own.</summary>
    public override int Order => 1000;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        if (!string.Equals(output.Attributes["method"]?.Value?.ToString(), "post", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var field = antiforgery.GetAndStoreTokens(ViewContext.HttpContext).FormFieldName;
        if (!output.PostContent.GetContent().Contains($"\"{field}\"", StringComparison.Ordinal) && !(await output.GetChildContentAsync()).GetContent().Contains($"\"{field}\"", StringComparison.Ordinal))
        {
            output.PostContent.AppendHtml(html.GenerateAntiforgery(ViewContext));
        }
    }
}
