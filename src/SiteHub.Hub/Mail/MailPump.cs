using Hangfire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SiteHub.Hub.Mail;

/// <summary>Sends what is in the <see cref="Outbox"/>, oldest due first. Without a server it stays there, to be read at /dev/mailbox.</summary>
internal sealed class MailPump(Outbox outbox, MailSignal signal, HubOptions options, IBackgroundJobClientV2 jobs, TimeProvider time, ILogger<MailPump> log) : BackgroundService
{
    private const int MostAttempts = 12;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Hub.Mail is not { } server)
        {
            if (!options.Development)
            {
                Log.NoServer(log);
            }

            return;
        }

        var sender = new SmtpSender(server);
        signal.Raise();
        await foreach (var _ in signal.All(stoppingToken))
        {
            while (outbox.NextDue() is { } mail)
            {
                await Send(sender, mail, stoppingToken);
            }

            if (outbox.EarliestDue() is { } at)
            {
                var wait = at - time.GetUtcNow();
                jobs.Schedule<MailJobs>(static j => j.Wake(), wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            }
        }
    }

    private async Task Send(SmtpSender sender, OutgoingMail mail, CancellationToken stopping)
    {
        try
        {
            await sender.Send(mail, stopping);
            await outbox.Sent(mail.Id);
            Log.Sent(log, mail.Id, mail.Attempts + 1);
        }
        catch (MailUnsentException failure)
        {
            // 30 s doubling: half a day in all.
            var next = mail.Attempts + 1 < MostAttempts ? time.GetUtcNow() + TimeSpan.FromSeconds(30 * Math.Pow(2, Math.Min(mail.Attempts, 10))) : (DateTimeOffset?)null;
            await outbox.Failed(mail.Id, next, failure.Message);
            Log.NotSent(log, mail.Id, mail.Attempts + 1, next, failure.Message);
        }
        catch (MailRefusedException refused)
        {
            await outbox.Failed(mail.Id, null, refused.Message);
            Log.NotSent(log, mail.Id, mail.Attempts + 1, null, refused.Message);
        }
    }
}
