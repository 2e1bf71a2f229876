namespace SiteHub.Operations.Configuration.Reading;

internal static class SignInReader
{
    public static SignInEntry SignIn(this ObjectReader site, IReadOnlySet<string>? roles)
    {
        var usual = SignInEntry.Default;
        if (site.Object("signIn") is not { } signIn)
        {
            return usual;
        }

        var storeTokens = signIn.Flag("storeTokens", usual.StoreTokens);
        var linkByEmail = signIn.Flag("linkByEmail", usual.LinkByEmail);
        var employees = signIn.Texts("employeeRoles");
        foreach (var role in employees.Where(r => roles?.Contains(r.Value) == false))
        {
            site.Context.Fault(role.Path, $"is no role of this site; its roles are {Found.List(roles!)}", Found.Text(role.Value));
        }

        signIn.Close();
        return new SignInEntry(storeTokens, linkByEmail, [.. employees.Select(r => r.Value)]);
    }
}
