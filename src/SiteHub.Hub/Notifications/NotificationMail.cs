using System.Globalization;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Features;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Mail;

namespace SiteHub.Hub.Notifications;

/// <summary>The mails about what happened, in each member's language. They name documents, and leave what is in them to the page.</summary>
internal sealed class NotificationMail(Outbox outbox, HubOptions options, IStringLocalizer<PortalTexts> text, IStringLocalizer<DocumentTexts> words, DocumentWords documents)
{
    public void One(Session session, Notice notice) => Put(session, notice.Person, [notice], static (text, notices, line) => text["{0} at {1}", line(notices[0]), notices[0].Site]);

    public void Digest(Session session, string person, IReadOnlyList<Notice> notices) => Put(session, person, notices, static (text, notices, _) => text["{0} news for you", notices.Count]);

    private void Put(Session session, string person, IReadOnlyList<Notice> notices, Func<IStringLocalizer<PortalTexts>, IReadOnlyList<Notice>, Func<Notice, string>, string> subject)
    {
        var (email, language) = session.One("SELECT Email, Language FROM person WHERE Id = $1 AND State = 'Active'", static row => (row.TextOrNull(0), row.TextOrNull(1)), person);
        if (email is null)
        {
            return;
        }

        var culture = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language ?? "en");
            var lines = notices.Select(notice => $"{Line(notice)}\n{Address(notice)}");
            outbox.Put(session, email, subject(text, notices, Line), $"{string.Join("\n\n", lines)}\n\n{text["You choose what you are told of here:"].Value} {new Uri(options.Hub.Url, "notifications")}\n\n{options.Hub.Name}\n");
        }
        finally
        {
            CultureInfo.CurrentUICulture = culture;
        }
    }

    private string Line(Notice notice)
    {
        var document = $"{documents.One(notice.DocumentKind, notice.DocType)} {notice.Name}".TrimEnd();
        return notice.Kind switch
        {
            NotificationKinds.NewDocument => text["New: {0}", document],
            NotificationKinds.Status => text["{0} is now: {1}", document, words[notice.What ?? ""].Value],
            NotificationKinds.Message => text["{0} wrote on {1}", notice.What ?? "", document],
            _ => text["What you asked for, {0}: {1}", document, text[notice.What ?? ""].Value],
        };
    }

    private Uri Address(Notice notice) => new(options.Hub.Url, notice.Request is { } request ? $"actions/{request}" : new DocumentAddress(notice.Site, notice.DocType!, notice.Name!).Page.TrimStart('/'));
}
