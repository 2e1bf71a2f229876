using System.Text.Json;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Configuration.Reading;

internal static class SiteReader
{
    /// <summary>Slug, name, url and link; the rest is the site's own business, and is not even looked at.</summary>
    public static SiteEntry? AsSeenByTheHub(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } site)
        {
            return null;
        }

        var slug = Slug(site);
        return new SiteEntry(slug, site.Text("name") ?? slug, site.Url(), "", "", null, null, [], [], [], Link(site)) { MemberTokens = Tokens(site) };
    }

    public static SiteEntry? Whole(JsonElement item, string path, ReadContext context)
    {
        if (ObjectReader.Open(item, path, context) is not { } site)
        {
            return null;
        }

        var slug = Slug(site);
        var url = site.Url();
        var roles = site.List("roles", (role, at) => Role(role, at, context));
        FileChecks.Twice(roles, r => r, null, "role", context);
        var names = roles.Select(r => r.Value).ToHashSet(StringComparer.Ordinal);
        var known = site.IsFaulty("roles") ? null : names;
        var source = SourceReader.Read(site, known);
        var users = site.List("users", (user, at) => UserReader.Read(user, at, known, context));
        FileChecks.Twice(users, u => u.Email, "email", "user", context);
        FileChecks.Twice(users, u => u.ApiKey?.Key, "apiKey.key", "user", context);
        var publications = site.List("publications", (publication, at) => PublicationReader.Read(publication, at, context));
        FileChecks.Twice(publications, p => p.DocType, "docType", "publication", context);
        var isTold = context.IsFaulty($"{path}.source.docTypes");
        if (source is not null && !isTold)
        {
            PublicationChecks.Check(publications, source.DocTypes, context, source.Frappe is not null);
        }

        var actions = site.List("actions", (action, at) => ActionReader.Read(action, at, context));
        if (source is not null && !isTold && !site.IsFaulty("publications"))
        {
            ActionChecks.Check(actions, publications, source.DocTypes, context, source.Frappe is not null);
        }

        var webhooks = site.Webhooks();
        WebhooksReader.Check(webhooks, source is null || isTold ? WebhookScope.Any : new WebhookScope(name => Facts(source, name), null), context);
        var entry = new SiteEntry(
            slug,
            site.Text("name") ?? slug,
            url,
            site.Listen(url),
            site.Database("site.db"),
            site.MasterKey(),
            source,
            [.. users.Select(u => u.Value)],
            [.. roles.Select(r => r.Value)],
            [.. publications.Select(p => p.Value)],
            Link(site))
        {
            SignIn = site.SignIn(known),
            Receiving = site.Receiving(users),
            MemberTokens = Tokens(site),
            Aliases = site.Aliases(),
            JobsInMemory = site.JobsInMemory(),
            AllowNetworks = site.Networks(),
            TrustedProxies = site.TrustedProxies(),
            PlainHttpFrom = site.PlainHttpFrom(url),
            Actions = [.. actions.Select(static a => a.Value)],
            Webhooks = [.. webhooks.Select(static w => w.Value)],
        };
        site.Close();
        return entry;
    }

    private static MemberTokens Tokens(ObjectReader site) =>
        site.Choice("memberTokens", new Dictionary<string, MemberTokens> { ["thisSite"] = MemberTokens.ThisSite, ["allSites"] = MemberTokens.AllSites }, MemberTokens.ThisSite);

    private static DocTypeFacts? Facts(SourceEntry source, string docType) =>
        source.DocTypes.FirstOrDefault(d => d.Name == docType && !d.Child) is { } found ? new DocTypeFacts(found.Submittable) : null;

    private static string Slug(ObjectReader site)
    {
        var slug = site.Text("slug", required: true);
        if (slug is not null && Values.Slug.Parse(slug) is null)
        {
            site.Fault("slug", $"must be {Values.Slug.Expected}", Found.Text(slug));
        }
        else if (slug == "hub")
        {
            site.Fault("slug", "must not be the hub's own name", Found.Text(slug));
        }

        return slug ?? "";
    }

    private static string? Role(JsonElement item, string path, ReadContext context)
    {
        if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } name)
        {
            return Known(name, path, context);
        }

        if (item.ValueKind != JsonValueKind.Object)
        {
            context.Fault(path, "must be the name of a role, or { \"name\": … }", Found.Value(item));
            return null;
        }

        var role = ObjectReader.Open(item, path, context)!;
        var named = role.Text("name", required: true);
        role.Close();
        return named is null ? null : Known(named, role.At("name"), context);
    }

    private static string Known(string name, string path, ReadContext context)
    {
        if (Values.RoleName.Parse(name) is not { } role)
        {
            context.Fault(path, $"must be {Values.RoleName.Expected}", Found.Text(name));
            return name;
        }

        return role.Text;
    }

    private static LinkEntry? Link(ObjectReader site)
    {
        if (site.Object("link") is not { } link)
        {
            return null;
        }

        var secret = link.Secret("secret", required: true);
        var client = link.Secret("clientSecret", required: true);
        link.Close();
        if (secret is not null && !LinkSecrets.TryDecode(secret.Reveal(), out _))
        {
            link.Fault("secret", "must be whsec_ followed by base64 of 24 to 64 random bytes; make one with: echo whsec_$(openssl rand -base64 32)");
        }

        return secret is null || client is null ? null : new LinkEntry(secret, client);
    }
}
