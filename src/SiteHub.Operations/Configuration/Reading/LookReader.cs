using System.Text.RegularExpressions;

namespace SiteHub.Operations.Configuration.Reading;

internal static partial class LookReader
{
    public static LookEntry Look(this ObjectReader owner)
    {
        if (owner.Object("look") is not { } look)
        {
            return LookEntry.Plain;
        }

        var colour = look.Text("colour");
        if (colour is not null && !Hex().IsMatch(colour))
        {
            look.Fault("colour", "must be a colour such as #206bc4", Found.Text(colour));
        }

        var entry = new LookEntry(Page(look, "logo"), colour, Page(look, "imprint"), Page(look, "privacy"));
        look.Close();
        return entry;
    }

    private static Uri? Page(ObjectReader look, string name)
    {
        if (look.Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp))
        {
            return url;
        }

        look.Fault(name, "must be an http or https address", Found.Text(text));
        return null;
    }

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Hex();
}
