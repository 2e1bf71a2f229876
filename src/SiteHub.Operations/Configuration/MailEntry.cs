namespace SiteHub.Operations.Configuration;

/// <param name="Host">the SMTP server</param>
/// <param name="Security">how the connection is protected</param>
/// <param name="User">null: the server asks for nobody</param>
/// <param name="From">the sender, as <c>name@host</c> or <c>Name &lt;name@host&gt;</c></param>
public sealed record MailEntry(string Host, int Port, MailSecurity Security, string? User, Secret? Password, string From);

public enum MailSecurity
{
    /// <summary>Clear, then TLS by STARTTLS (RFC 3207); a server that does not offer it is refused.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Clear: for a server on the same machine.</summary>
    None,
}
