using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Delivery.Sending;
using SiteHub.Hub.Mail;

namespace SiteHub.Hub.Features.Mailbox;

/// <summary>For trying the hub out on one's own machine, where there is no mail server.</summary>
internal sealed class IndexModel(HubOptions options, Outbox outbox) : PageModel
{
    public IReadOnlyList<OutgoingMail> Mails { get; private set; } = [];

    public IActionResult OnGet()
    {
        if (!options.Development || !options.Hub.Url.IsOfThisMachine)
        {
            return NotFound();
        }

        Mails = outbox.Latest(50);
        return Page();
    }

    public static IEnumerable<(string Text, bool Link)> Parts(string text) =>
        text.Split('\n').Select(static line => (line + "\n", line.StartsWith("http", StringComparison.Ordinal)));
}
