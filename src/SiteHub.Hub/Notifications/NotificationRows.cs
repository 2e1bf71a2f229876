using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Notifications;

/// <summary>Writes what members are told, in the transaction of whoever found it out.</summary>
internal sealed class NotificationRows(NotificationMail mail, TimeProvider time)
{
    public static NotificationChoice ChoiceOf(Session session, string person, string kind) => Chosen(session, person, kind) ?? NotificationKinds.Default(kind);

    /// <summary>What they chose for documents of that kind alone; null: they are told of these as of any.</summary>
    public static NotificationChoice? ChoiceOfDocuments(Session session, string person, string documentKind) => Chosen(session, person, NotificationKinds.Of(documentKind));

    public void Put(Session session, Notice notice)
    {
        var choice = (notice.Kind is NotificationKinds.ActionEnded or NotificationKinds.Message ? null : ChoiceOfDocuments(session, notice.Person, notice.DocumentKind)) ?? ChoiceOf(session, notice.Person, notice.Kind);
        if (choice.OnPage || choice.Mail == NotificationChoice.Daily)
        {
            session.Execute(
                """
                INSERT INTO notification (person, customer, kind, site, account, doc_type, name, request, what, at, read, mail)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                """,
                notice.Person,
                notice.Customer,
                notice.Kind,
                notice.Site,
                notice.Account,
                notice.DocType,
                notice.Name,
                notice.Request,
                notice.What,
                time.GetUtcNow(),
                choice.OnPage ? null : time.GetUtcNow(),
                choice.Mail == NotificationChoice.Daily ? NotificationChoice.Daily : NotificationChoice.None);
        }

        if (choice.Mail == NotificationChoice.Now)
        {
            mail.One(session, notice);
        }
    }

    private static NotificationChoice? Chosen(Session session, string person, string kind) => session.One(
        "SELECT page, mail FROM notification_choice WHERE person = $1 AND kind = $2", static row => new NotificationChoice(row.Bool(0), row.Text(1)), person, kind);
}

/// <summary>Something that a member is told of.</summary>
/// <param name="Request">of the action that ended; null where it is about a document alone</param>
/// <param name="What">the new status or state</param>
internal sealed record Notice(string Person, string Customer, string Kind, string Site, string Account, string? DocType, string? Name, string? Request, string? What)
{
    /// <summary>What the document is to a customer, as its site says now: one of <see cref="DocumentKinds.All"/>.</summary>
    public string DocumentKind { get; init; } = DocumentKinds.Other;
}
