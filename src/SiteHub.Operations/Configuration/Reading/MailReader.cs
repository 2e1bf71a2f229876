using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

internal static class MailReader
{
    /// <summary>Of RFC 5322: a name with one of them would have to be quoted.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("<>@,;:\\\"()[]");

    private static readonly Dictionary<string, MailSecurity> Securities = new() { ["starttls"] = MailSecurity.StartTls, ["tls"] = MailSecurity.Tls, ["none"] = MailSecurity.None };

    public static MailEntry? Mail(this ObjectReader owner)
    {
        if (owner.Object("mail") is not { } mail)
        {
            return null;
        }

        var security = mail.Choice("security", Securities, MailSecurity.StartTls);
        var entry = new MailEntry(
            mail.Text("host", required: true) ?? "", Port(mail, security), security, mail.Text("user"), mail.Secret("password"), From(mail));
        if (entry.User is null != entry.Password is null)
        {
            mail.Fault(entry.User is null ? "user" : "password", "is missing: a user and a password go together");
        }

        mail.Close();
        return entry;
    }

    private static int Port(ObjectReader mail, MailSecurity security)
    {
        var fallback = security switch { MailSecurity.Tls => 465, MailSecurity.StartTls => 587, _ => 25 };
        if (mail.Any("port") is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is > 0 and < 65536)
        {
            return port;
        }

        mail.Fault("port", string.Create(CultureInfo.InvariantCulture, $"must be a port, such as {fallback}"), Found.Value(value));
        return fallback;
    }

    private static string From(ObjectReader mail)
    {
        var from = mail.Text("from", required: true) ?? "";
        if (from.Length > 0 && !IsMailbox(from))
        {
            mail.Fault("from", "must be an address, such as portal@northwind.example or \"Northwind <portal@northwind.example>\"", Found.Text(from));
        }

        return from;
    }

    /// <summary>An address, or a name and an address in angle brackets.</summary>
    private static bool IsMailbox(string text)
    {
        var open = text.IndexOf('<', StringComparison.Ordinal);
        return open < 0
            ? EmailAddress.Parse(text) is not null
            : text.EndsWith('>') && EmailAddress.Parse(text[(open + 1)..^1]) is not null && (open == 0 || ShownText.Of(text[..open], PersonName.Longest) is { } name && !name.AsSpan().ContainsAny(Special));
    }
}
