using System.Text.Json;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

internal static class UserReader
{
    public static UserEntry? Read(JsonElement item, string path, IReadOnlySet<string>? roles, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } user)
        {
            return null;
        }

        var given = user.Text("email", required: true);
        var email = EmailAddress.Parse(given);
        if (given is not null && email is null)
        {
            user.Fault("email", $"must be {EmailAddress.Expected}", Found.Text(given));
        }

        var kind = user.Choice("kind", Kinds, UserKind.Employee);
        var own = user.Texts("roles");
        foreach (var role in own.Where(r => roles?.Contains(r.Value) == false))
        {
            context.Fault(role.Path, $"is no role of this site; its roles are {Found.List(roles!)}", Found.Text(role.Value));
        }

        var key = ApiKey(user);
        user.Close();
        return email is null ? null : new UserEntry(email.Text, kind, [.. own.Select(r => r.Value)], key);
    }

    private static Dictionary<string, UserKind> Kinds { get; } = new() { ["employee"] = UserKind.Employee, ["contact"] = UserKind.Contact };

    private static ApiKeyEntry? ApiKey(ObjectReader user)
    {
        if (user.Object("apiKey") is not { } key)
        {
            return null;
        }

        var name = key.Text("key", required: true);
        var secret = key.Secret("secret", required: true);
        key.Close();
        if (name?.Contains(':', StringComparison.Ordinal) == true)
        {
            key.Fault("key", "must not hold a colon: it is sent as key:secret", Found.Text(name));
        }

        return name is null || secret is null ? null : new ApiKeyEntry(name, secret);
    }
}
