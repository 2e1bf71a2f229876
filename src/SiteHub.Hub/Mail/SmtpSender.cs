using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Mail;

/// <summary>Hands one mail to the configured server.</summary>
internal sealed class SmtpSender(MailEntry server)
{
    private const int TimeoutMilliseconds = 15_000;

    /// <exception cref="MailRefusedException">the server does not want this mail, and never will</exception>
    /// <exception cref="MailUnsentException">it was not sent this time</exception>
    public async Task Send(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var message = new MimeMessage { Subject = mail.Subject, Body = new TextPart("plain") { Text = mail.Text } };
        message.From.Add(MailboxAddress.Parse(server.From));
        message.To.Add(MailboxAddress.Parse(mail.Recipient));

        // The same at every attempt: a server that took it, and whose answer was lost, can tell.
        message.MessageId = $"{mail.Id}.{mail.Created.UtcTicks}@{message.From.Mailboxes.First().Domain}";
        try
        {
            using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
            await client.ConnectAsync(server.Host, server.Port, Security(), cancellationToken);
            if (server.User is { } user)
            {
                await client.AuthenticateAsync(user, server.Password!.Reveal(), cancellationToken);
            }

            await client.SendAsync(message, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500)
        {
            throw new MailRefusedException($"{(int)refused.StatusCode}: {refused.Message}", refused);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or ProtocolException or CommandException or AuthenticationException or SslHandshakeException or NotSupportedException or TimeoutException)
        {
            throw new MailUnsentException(failure.Message, failure);
        }
    }

    private SecureSocketOptions Security() => server.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}

internal sealed class MailRefusedException(string message, Exception inner) : Exception(message, inner);

internal sealed class MailUnsentException(string message, Exception inner) : Exception(message, inner);
