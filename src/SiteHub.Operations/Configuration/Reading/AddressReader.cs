using SiteHub.Delivery.Sending;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>Addresses: of a role for others (<c>url</c>), and of its own socket (<c>listen</c>).</summary>
internal static class AddressReader
{
    private static readonly Uri Nowhere = new("http://localhost:1");

    public static Uri Url(this ObjectReader reader)
    {
        if (reader.Text("url", required: true) is not { } text)
        {
            return Nowhere;
        }

        if (WebAddress.Root(text) is not { } url)
        {
            // Whatever stands before an @ may be a password.
            var shown = text.Contains('@', StringComparison.Ordinal) ? null : Found.Text(text);
            reader.Fault("url", "must be http:// or https:// with a host, perhaps a port, and nothing behind it", shown);
            return Nowhere;
        }

        return url;
    }

    /// <summary>Where codes and tokens are sent: https, or plain http that no stranger reads.</summary>
    /// <param name="reader">the object that it is a member of</param>
    /// <param name="name">the member</param>
    /// <param name="hub">whose <c>allowNetworks</c> are meant: while those are wrong themselves, none is refused for them</param>
    /// <param name="near">what they allow</param>
    /// <returns>null, with a fault, if it is none</returns>
    public static Uri? Address(this ObjectReader reader, string name, ObjectReader hub, IReadOnlyList<AllowedNetwork> near) =>
        reader.Text(name, required: true) is { } text ? Address(text, reader.At(name), hub, near) : null;

    /// <summary>As <see cref="Address(ObjectReader, string, ObjectReader, IReadOnlyList{AllowedNetwork})"/>, of a list.</summary>
    public static List<Uri> Addresses(this ObjectReader reader, string name, ObjectReader hub, IReadOnlyList<AllowedNetwork> near) =>
        [.. reader.Texts(name).Select(text => Address(text.Value, text.Path, hub, near)).OfType<Uri>()];

    private static Uri? Address(string text, string path, ObjectReader hub, IReadOnlyList<AllowedNetwork> near)
    {
        if ((hub.IsFaulty("allowNetworks") ? WebAddress.Page(text) : WebAddress.Safe(text, near)) is { Fragment.Length: 0 } address)
        {
            return address;
        }

        // Whatever stands before an @ may be a password.
        var shown = text.Contains('@', StringComparison.Ordinal) ? null : Found.Text(text);
        hub.Context.Fault(path, "must be an https address without a fragment; plain http is for this machine (localhost and names that end in .localhost) and for addresses in the hub's allowNetworks", shown);
        return null;
    }

    /// <summary>Other names of the role, without scheme and port: what stands in a request's Host.</summary>
    public static string[] Aliases(this ObjectReader reader) =>
        [.. reader.Texts("aliases").Select(alias =>
        {
            if (Uri.CheckHostName(alias.Value.Trim('[', ']')) == UriHostNameType.Unknown)
            {
                reader.Context.Fault(alias.Path, "must be the name of a host, such as hub.internal, without scheme and port", Found.Text(alias.Value));
            }

            return alias.Value.Trim('[', ']');
        })];

    /// <summary>Where nothing is said: the url itself, if it is one of this machine and plain http.</summary>
    public static string Listen(this ObjectReader reader, Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var text = reader.Text("listen");
        if (text is null)
        {
            if ((!url.IsOfThisMachine || url.Scheme != "http") && !reader.IsFaulty("url"))
            {
                reader.Fault("listen", $"is missing; {Found.Text(url.Authority)} is not plain http on this machine, so say where to listen, such as http://*:8080");
            }

            // The web server would bind every address of the machine under a name that it does not know.
            return url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? $"http://localhost:{url.Port}" : url.GetLeftPart(UriPartial.Authority);
        }

        if (PortOf(text) is null)
        {
            reader.Fault("listen", "must be http:// with a host or *, and a port, such as http://localhost:5100", Found.Text(text));
        }

        return text.TrimEnd('/');
    }

    /// <summary>The port of a listening address; null if it is none.</summary>
    public static int? PortOf(string listen)
    {
        // The web server's wildcards are no host that Uri would take.
        var known = listen.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        var named = known.LastIndexOf(':') > known.LastIndexOf(']') && known.LastIndexOf(':') > "http:".Length;
        return named && Uri.TryCreate(known, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
            ? uri.Port
            : null;
    }
}
