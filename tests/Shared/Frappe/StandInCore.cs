namespace SiteHub.Testing.Frappe;

/// <summary>The DocTypes that every site has, as far as they matter.</summary>
internal static class StandInCore
{
    public static void AddTo(StandInSite site)
    {
        site.Add(new StandInType("Deleted Document", "hash", new("deleted_name"), new("deleted_doctype"), new("restored", "Check"), new("new_name"), new("data", "Code")));
        site.Add(new StandInType("Comment", "hash", new("comment_type"), new("comment_email"), new("subject", "Text"), new("comment_by"), new("published", "Check"), new("seen", "Check"), new("reference_doctype"), new("reference_name"), new("content", "Text")));
        StandInTalk.AddTo(site);
        site.Add(new StandInType("ToDo", "hash", new("status", "Select", "Open\nClosed\nCancelled", Default: "Open"), new("priority", "Select", "High\nMedium\nLow", Default: "Medium"), new("date", "Date", Default: "Today"), new("allocated_to", "Link", "User"), new("description", "Text", Required: true), new("reference_type"), new("reference_name")));
        site.Add(new StandInType("User", "prompt", new("email"), new("enabled", "Check", Default: 1), new("first_name"), new("roles", "Table", "Has Role")));
        site.Add(new StandInType("Has Role", "hash", new StandInField("role", "Link", "Role", Required: true)) { IsTable = true });
        site.Add(new StandInType("Role", "prompt"));
        site.Fired += (docType, _, doc) =>
        {
            // A user who is disabled has no session any more, whatever becomes of them then.
            if (docType == "User" && (int)doc["enabled"]! == 0)
            {
                site.Sessions.Remove((string)doc["name"]!);
            }
        };
        site.Add(new StandInType("User Permission", "hash", new("user"), new("allow"), new("for_value"), new("apply_to_all_doctypes", "Check"), new("applicable_for"), new("hide_descendants", "Check")));
        StandInSetup.AddTo(site);
        site.Add(new StandInType("Note", "hash", new("title", Required: true), new("public", "Check"), new("notify_on_login", "Check"), new("content", "Text")));
    }
}
