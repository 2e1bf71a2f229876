using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>Whether the source's user may print what members may have as a PDF, see what is attached to it, and attach what they send along: rights of their own, which reading a document does not give.</summary>
internal sealed class FileRights(FrappeClient client, SiteMetas metas)
{
    private const string File = "File";

    public async Task<IReadOnlyList<JoinNote>> Look(SourceUser user, IReadOnlyList<PublicationEntry> publications, IReadOnlyList<ActionEntry> actions, CancellationToken cancellationToken)
    {
        var notes = new List<JoinNote>();
        foreach (var publication in publications.Where(static one => one.Print is not null))
        {
            if ((await metas.Find(publication.DocType, cancellationToken)).Meta is { } meta && user.May("print", meta) == false)
            {
                notes.Add(JoinNote.Limited(
                    "print", "{0} may not print {1}, so that members who want it as a PDF are told that it cannot be given.", "In the Role Permissions Manager, let a role of {0} print {1}; or take print out of the publication.", user.Name, publication.DocType));
            }
        }

        var showing = publications.Where(static one => one.Files is not null).Select(static one => one.DocType).ToList();
        var giving = actions.Where(static one => one.Action.Files is not null).Select(static one => $"{one.Action.DocType} {one.Action.Label}").ToList();
        var file = showing.Count + giving.Count == 0 ? null : (await metas.Find(File, cancellationToken)).Meta;
        if (showing.Count > 0 && await Hidden(user, file, cancellationToken) is { } hidden)
        {
            notes.Add(JoinNote.Limited("files", hidden, "In the Role Permissions Manager, let a role of {0} read File, at level 0 and without \"Only if Creator\"; or take files out of the publications.", user.Name, Names(showing)));
        }

        if (giving.Count > 0 && file is not null && user.May("create", file) == false)
        {
            notes.Add(JoinNote.Limited(
                "files-given", "{0} may not make a File, so that what members send along does not come to the site: {1}.", "In the Role Permissions Manager, let a role of {0} create File; or take files out of the actions.", user.Name, Names(giving)));
        }

        return notes;
    }

    /// <returns>what is said of it; null: the user sees what is attached</returns>
    private async Task<string?> Hidden(SourceUser user, SiteMeta? file, CancellationToken cancellationToken) =>
        await client.Post(ListQuery.Path, new ListQuery(File, "name") { Limit = 1 }.ToJson(), cancellationToken) is FrappeReply.Failed { Fault.IsForbidden: true } ? "{0} may not read File, so that nobody in the portal sees what is attached to {1}."
        : user.SeesOnlyOwn(file) ? "{0} sees only the files that it made itself, so that nobody in the portal sees what others attached to {1}."
        : null;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
