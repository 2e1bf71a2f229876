using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Operations;
using SiteHub.Operations.Alerts;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Alerts;

/// <summary>Alerts by mail, to those who run the hub, each in their language.</summary>
internal sealed class AlertMail(Outbox outbox, HubOptions options, IStringLocalizer<ConsoleTexts> text) : IAlertChannel
{
    public void Tell(Session session, Alert alert)
    {
        foreach (var (to, _) in Recipients(session).Where(r => r.Seen.HasAll(alert.Sites)))
        {
            In(to.Language, () =>
            {
                var title = text[alert.Title, alert.Subject].Value;
                var isOver = alert.Cleared is not null;
                var body = new StringBuilder().AppendLine(isOver ? text["Over: {0}", title].Value : title).AppendLine();
                if (!isOver)
                {
                    body.AppendLine(alert.Reason).AppendLine(text[alert.Mend].Value + ".").AppendLine();
                }

                body.AppendLine(Link(alert.Page)).AppendLine().AppendLine(options.Hub.Name);
                outbox.Put(session, to.Email, $"{options.Hub.Name}: {(isOver ? text["Over: {0}", title].Value : title)}", body.ToString());
            });
        }
    }

    public void Digest(Session session, AlertDigest whole)
    {
        foreach (var (to, digest) in Recipients(session).Select(r => (r.To, Digest: whole.For(r.Seen))).Where(static r => !r.Digest.IsEmpty))
        {
            In(to.Language, () =>
            {
                var body = new StringBuilder()
                    .AppendLine(text["Since yesterday: {0} alerts, {1} over; {2} last.", digest.Raised, digest.Cleared, digest.Open.Count]).AppendLine();
                foreach (var alert in digest.Open)
                {
                    body.AppendLine(text[alert.Title, alert.Subject].Value).AppendLine("  " + Link(alert.Page));
                }

                foreach (var task in digest.Tasks)
                {
                    body.AppendLine(text[task.Title, task.Subject].Value).AppendLine("  " + Link(task.Page));
                }

                body.AppendLine().AppendLine(options.Hub.Name);
                outbox.Put(session, to.Email, text["{0}: what needs attention", options.Hub.Name], body.ToString());
            });
        }
    }

    private string Link(string page) => new Uri(options.Hub.Url, page).AbsoluteUri;

    private static List<(Recipient To, SitesSeen Seen)> Recipients(Session session) =>
    [
        .. session.Many(
            """
            SELECT DISTINCT p.Email, p.Name, p.Language, p.Id FROM person p JOIN person_role pr ON pr.UserId = p.Id JOIN role r ON r.Id = pr.RoleId
            WHERE p.State = 'Active' AND p.EmailConfirmed = 1 AND r.Name IN ($1, $2)
            """,
            static row => (To: new Recipient(row.Text(0), row.TextOrNull(1), row.TextOrNull(2)), Id: row.Text(3)),
            HubRoles.Administrator,
            HubRoles.Operator).Select(person => (person.To, PersonBounds.Of(session, person.Id).Seen)),
    ];

    private static void In(string? language, Action write)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language ?? "en");
            write();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
