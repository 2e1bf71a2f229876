using System.Net;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Delivery.Patterns;

namespace SiteHub.Agent.Features.Documents;

/// <summary>Refusals are worded as Frappe does, in HTML with values of users in it: here they are text and nothing else.</summary>
internal static class ShownRefusal
{
    private static readonly Pattern Tag = Pattern.Part("</?(strong|a|details|summary)( [^>]*)?>");

    public static IReadOnlyList<string> Of(Refusal refusal)
    {
        List<string> messages = [.. refusal.Messages.Select(static message => Plain(message.Text))];
        return messages.Count > 0 ? messages : [Plain(refusal.Summary)];
    }

    private static string Plain(string html) => WebUtility.HtmlDecode(Tag.Replace(html.Replace("<br>", ". ", StringComparison.Ordinal), ""));
}
