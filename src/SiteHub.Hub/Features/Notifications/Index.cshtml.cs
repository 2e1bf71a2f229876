using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Notifications;
using SiteHub.Hub.Replica;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Notifications;

/// <summary>What happened, and of what the member wants to hear.</summary>
internal sealed class IndexModel(Database database, ActionCatalogue catalogue, TimeProvider time, IStringLocalizer<PortalTexts> text) : MemberPage
{
    private const int Listed = 50;

    public IReadOnlyList<ShownNotice> Items { get; private set; } = [];

    /// <summary>The last one of the page before; null: from the newest.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    /// <summary>Where the older ones begin; null: there are none.</summary>
    public long? Older { get; private set; }

    public IReadOnlyList<(string Kind, NotificationChoice Choice)> Choices { get; private set; } = [];

    /// <summary>The kinds of documents that their companies have for them, and what they chose for each alone: one of <see cref="NotificationChoice.Ways"/>; null: as for all.</summary>
    public IReadOnlyList<(string Kind, string? Way)> OfDocuments { get; private set; } = [];

    /// <summary>Of what is no longer theirs nothing is said, not even that it once was.</summary>
    public void OnGet()
    {
        var published = Sites.Keys.SelectMany(site => catalogue.Of(site).Publications).Where(static publication => publication.Shown).Select(static publication => publication.Kind).ToHashSet();
        List<ShownNotice> found;
        (found, Choices, OfDocuments) = database.Read(session => (Listing(session), NotificationKinds.All.Select(kind => (kind, NotificationRows.ChoiceOf(session, Person, kind))).ToList(), DocumentKinds.All
            .Select(kind => (kind, Choice: NotificationRows.ChoiceOfDocuments(session, Person, kind)))
            .Where(found => found.Choice is not null || published.Contains(found.kind))
            .Select(static found => (found.kind, NotificationChoice.WayOf(found.Choice))).ToList()));
        Items = [.. found.Take(Listed)];
        Older = found.Count > Listed ? Items[^1].Id : null;
    }

    private List<ShownNotice> Listing(Session session) =>
        session.Many(
            $"""
            SELECT n.person, n.customer, n.kind, n.site, n.account, n.doc_type, n.name, n.request, n.what, n.at, n.read, {PublishedKinds.KindOf("n.site", "n.doc_type")},
                (SELECT ps.class FROM publication_status ps WHERE ps.site = n.site AND ps.doc_type = n.doc_type AND ps.status = n.what AND n.request IS NULL), n.id
            FROM notification n
            JOIN customer_member m ON m.customer = n.customer AND m.person = n.person JOIN customer_account a ON a.site = n.site AND a.account = n.account AND a.customer = n.customer
            WHERE n.person = $1 AND ($2 IS NULL OR n.customer = $2) AND ($4 IS NULL OR n.id < $4) ORDER BY n.id DESC LIMIT $3
            """,
            static row => new ShownNotice(
                new Notice(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8)) { DocumentKind = row.Text(11) },
                row.Time(9),
                row.IsNull(10),
                row.TextOrNull(12),
                row.Long(13)),
            Person,
            Reader.Customer,
            Listed + 1,
            Before);

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

                foreach (var kind in DocumentKinds.All.Select(NotificationKinds.Of).Where(form.ContainsKey))
                {
                    ChooseForDocuments(session, kind, form[kind].ToString());
                }
            },
            HttpContext.RequestAborted);
        TempData["Done"] = text["Saved."].Value;
        return RedirectToPage();
    }

    private void ChooseForDocuments(Session session, string kind, string way)
    {
        if (NotificationChoice.Ways.TryGetValue(way, out var choice))
        {
            session.Execute(
                "INSERT INTO notification_choice (person, kind, page, mail) VALUES ($1, $2, $3, $4) ON CONFLICT (person, kind) DO UPDATE SET page = excluded.page, mail = excluded.mail", Person, kind, choice.OnPage, choice.Mail);
        }
        else if (way.Length == 0)
        {
            session.Execute("DELETE FROM notification_choice WHERE person = $1 AND kind = $2", Person, kind);
        }
    }
}

/// <param name="Class">of the status that it tells of</param>
internal sealed record ShownNotice(Notice Notice, DateTimeOffset At, bool IsNew, string? Class, long Id);
