using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Notifications;

namespace SiteHub.Hub.Features.Notifications;

/// <summary>What happened, and of what the member wants to hear.</summary>
internal sealed class IndexModel(Database database, TimeProvider time, IStringLocalizer<PortalTexts> text) : MemberPage
{
    private const int Listed = 100;

    public IReadOnlyList<ShownNotice> Items { get; private set; } = [];

    public IReadOnlyList<(string Kind, NotificationChoice Choice)> Choices { get; private set; } = [];

    /// <summary>Of what is no longer theirs nothing is said, not even that it once was.</summary>
    public void OnGet() => (Items, Choices) = database.Read(session => (
        session.Many(
            """
            SELECT n.person, n.customer, n.kind, n.site, n.account, n.doc_type, n.name, n.request, n.what, n.at, n.read FROM notification n
            JOIN customer_member m ON m.customer = n.customer AND m.person = n.person JOIN customer_account a ON a.site = n.site AND a.account = n.account AND a.customer = n.customer
            WHERE n.person = $1 AND ($2 IS NULL OR n.customer = $2) ORDER BY n.id DESC LIMIT $3
            """,
            static row => new ShownNotice(
                new Notice(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8)), row.Time(9), row.IsNull(10)),
            Person,
            Reader.Customer,
            Listed),
        NotificationKinds.All.Select(kind => (kind, NotificationRows.ChoiceOf(session, Person, kind))).ToList()));

    public async Task<IActionResult> OnPostReadAsync()
    {
        await database.Writer.Write(session => session.Execute("UPDATE notification SET read = $2 WHERE person = $1 AND read IS NULL", Person, time.GetUtcNow()), HttpContext.RequestAborted);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostChooseAsync()
    {
        var form = Request.Form;
        await database.Writer.Write(
            session =>
            {
                foreach (var kind in NotificationKinds.All)
                {
                    var mail = form[$"{kind}.mail"].ToString();
                    session.Execute(
                        "INSERT INTO notification_choice (person, kind, page, mail) VALUES ($1, $2, $3, $4) ON CONFLICT (person, kind) DO UPDATE SET page = excluded.page, mail = excluded.mail",
                        Person,
                        kind,
                        form[$"{kind}.page"].Count > 0,
                        NotificationChoice.Mails.Contains(mail) ? mail : NotificationKinds.Default(kind).Mail);
                }
            },
            HttpContext.RequestAborted);
        TempData["Done"] = text["Saved."].Value;
        return RedirectToPage();
    }
}

internal sealed record ShownNotice(Notice Notice, DateTimeOffset At, bool IsNew);
