using SiteHub.Hub.People;

namespace SiteHub.Hub.Tests.Accounts;

/// <summary>What a request cost the hub, by what it left: hashes made, tries counted, entries in the audit, mails.</summary>
internal sealed record Work(long Hashes, long Tries, long Audited, long Mails)
{
    public static Work Of(HubFixture hub) => hub.Database.Read(db => new Work(
        hub.Service<Passwords>().Done,
        db.Long("SELECT count(*) FROM sign_in_attempt")!.Value,
        db.Long("SELECT count(*) FROM audit")!.Value,
        db.Long("SELECT count(*) FROM mail")!.Value));

    public static Work operator -(Work after, Work before) => new(after.Hashes - before.Hashes, after.Tries - before.Tries, after.Audited - before.Audited, after.Mails - before.Mails);
}
