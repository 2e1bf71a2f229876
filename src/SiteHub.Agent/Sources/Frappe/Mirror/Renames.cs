using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Delivery.Storage;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>
/// A rename changes no time and leaves no trace but a comment in the site's language. A document that is new here, made in the same instant by the same person
/// as one that is kept, is that one, if the site has nothing under its old name any more.
/// </summary>
internal sealed class Renames(FrappeClient client, SiteClock clock, Database database)
{
    /// <param name="type">the DocType</param>
    /// <param name="newcomers">what is not kept under its name</param>
    /// <param name="cancellationToken">ends it</param>
    /// <returns>what was kept under another name, by the new one</returns>
    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task<Dictionary<string, KnownDocument>> FormerNames(MirroredType type, IReadOnlyList<SourceRow> newcomers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, KnownDocument>(StringComparer.Ordinal);
        if (newcomers.Count == 0)
        {
            return found;
        }

        var kept = database.Read(session => KnownDocument.MadeAt(session, type.Name, newcomers.Select(static row => row.Creation)));
        foreach (var row in newcomers)
        {
            var candidates = kept.Where(known => known.IsThere && known.Creation == row.Creation && known.Owner == row.Owner && known.Name != row.Name && !found.ContainsValue(known)).ToList();
            if (candidates.Count > 1)
            {
                // Made by one statement, all in the same instant: only what is alike to the last field is the same.
                candidates.RemoveAll(known => known.Hash != MirrorBody.Of(type, row, known.Stored.State.Body, clock).Hash);
            }

            foreach (var candidate in candidates)
            {
                if (IsSame(type, row, candidate) && await IsGone(type.Name, candidate.Name, cancellationToken))
                {
                    found[row.Name] = candidate;
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Unchanged since, it must have the same content; changed since, its making alone tells.</summary>
    private bool IsSame(MirroredType type, SourceRow row, KnownDocument candidate) =>
        row.Modified != candidate.Modified || MirrorBody.Of(type, row, candidate.Stored.State.Body, clock).Hash == candidate.Hash;

    private async Task<bool> IsGone(string docType, string name, CancellationToken cancellationToken) => await client.Get(FrappeClient.PathOf(docType, name), cancellationToken) switch
    {
        FrappeReply.Failed { Fault.IsMissing: true } => true,
        FrappeReply.Failed { Fault.Verdict: Verdict.Refused } or FrappeReply.Answer => false,
        FrappeReply.Failed failed => throw new FrappeFaultException(failed.Fault),
        _ => false,
    };
}
