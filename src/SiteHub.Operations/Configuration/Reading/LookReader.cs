using System.Buffers;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

internal static class LookReader
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static LookEntry Look(this ObjectReader owner)
    {
        if (owner.Object("look") is not { } look)
        {
            return LookEntry.Plain;
        }

        var colour = look.Text("colour");
        if (colour is not null && !(colour.Length == 7 && colour[0] == '#' && colour.AsSpan(1).IndexOfAnyExcept(HexDigits) < 0))
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

        if (WebAddress.Page(text) is { } url)
        {
            return url;
        }

        look.Fault(name, "must be an http or https address", Found.Text(text));
        return null;
    }
}
