namespace SiteHub.Operations.Configuration.Reading;

/// <summary>What holds between the parts of the file.</summary>
internal static class FileChecks
{
    public static void Slugs(IReadOnlyList<Placed<SiteEntry>> sites, ReadContext context) => Twice(sites, s => s.Slug, "slug", "site", context);

    /// <summary>All roles run on this machine, so no two may bind one port, whatever the host before it.</summary>
    public static void Addresses(HubEntry? hub, IReadOnlyList<Placed<SiteEntry>> sites, ReadContext context)
    {
        var roles = sites.Select(s => (Role: $"site {s.Value.Slug}", s.Path, s.Value.Url, s.Value.Listen, s.Value.Database)).ToList();
        if (hub is not null)
        {
            roles.Insert(0, ("the hub", "$.hub", hub.Url, hub.Listen, hub.Database));
        }

        foreach (var (index, role) in roles.Index())
        {
            var earlier = roles.Take(index);
            var port = AddressReader.PortOf(role.Listen);
            if (port is > 0 && earlier.FirstOrDefault(r => AddressReader.PortOf(r.Listen) == port) is { Role: not null } other)
            {
                context.Fault($"{role.Path}.listen", $"port {port} is {other.Role}'s already; give each role its own", Found.Text(role.Listen));
            }
            else if (earlier.FirstOrDefault(r => r.Url == role.Url) is { Role: not null } namesake)
            {
                context.Fault($"{role.Path}.url", $"is {namesake.Role}'s already; give each role its own", Found.Text(role.Url.ToString()));
            }

            if (Path.IsPathRooted(role.Database) && earlier.FirstOrDefault(r => r.Database == role.Database) is { Role: not null } sharer)
            {
                context.Fault($"{role.Path}.database", $"is {sharer.Role}'s already; each role needs a file of its own", Found.Text(role.Database));
            }
        }
    }

    public static void Twice<T>(
        IReadOnlyList<Placed<T>> items, Func<T, string?> key, string? member, string what, ReadContext context)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            if (key(item.Value) is { Length: > 0 } text && !seen.Add(text))
            {
                context.Fault(member is null ? item.Path : $"{item.Path}.{member}", $"another {what} has it already; each needs its own", Found.Text(text));
            }
        }
    }
}
