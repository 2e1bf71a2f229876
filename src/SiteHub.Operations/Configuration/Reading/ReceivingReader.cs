namespace SiteHub.Operations.Configuration.Reading;

internal static class ReceivingReader
{
    public static ReceivingEntry Receiving(this ObjectReader site, IReadOnlyList<Placed<UserEntry>> users)
    {
        if (site.Object("receiving") is not { } receiving)
        {
            return ReceivingEntry.Default;
        }

        var named = receiving.Texts("hubUsers");
        FileChecks.Twice(named, static name => name, null, "entry", site.Context);
        var found = new List<string>();
        foreach (var (name, path) in named)
        {
            // As the site itself writes it: the address is the user's key.
            if (users.FirstOrDefault(user => string.Equals(user.Value.Email, name, StringComparison.OrdinalIgnoreCase)) is { Value: { } user })
            {
                found.Add(user.Email);
            }
            else if (!site.IsFaulty("users"))
            {
                site.Context.Fault(path, $"is no user of this site; its users are {Found.List(users.Select(static user => user.Value.Email))}", Found.Text(name));
            }
        }

        receiving.Close();
        return new ReceivingEntry(found);
    }
}
