using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;

namespace SiteHub.Hub.Mail;

/// <summary>Sends what is in the <see cref="Outbox"/>, oldest due first. Without a server it stays there, to be read at /dev/mailbox.</summary>
internal sealed class MailPump : RowWorker
{
    private const int MostAttempts = 12;

    private readonly Outbox _outbox;
    private readonly SmtpSender? _sender;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Taken by the server, and not yet noted: the database was away. It must not go out twice for that.</summary>
    private string? _taken;

    public MailPump(Outbox outbox, MailSignal signal, HubOptions options, WorkerSet workers, TimeProvider time, ILogger<MailPump> log)
        : base(workers, signal)
    {
        _outbox = outbox;
        _time = time;
        _log = log;
        _sender = options.Hub.Mail is { } server ? new SmtpSender(server) : null;
        if (_sender is null && !options.Development)
        {
            Log.NoServer(log);
        }
    }

    public override string Name => Outbox.Worker;

    protected override IReadOnlyList<string> Lanes() => _sender is null ? [] : base.Lanes();

    protected override string? Next(string lane) => _outbox.NextDue();

    protected override DateTimeOffset? EarliestDue() => _sender is null ? null : _outbox.EarliestDue();

    protected override async Task<string?> HandleAsync(string row, CancellationToken stopping)
    {
        if (_outbox.Find(row) is not { } mail)
        {
            return null;
        }

        try
        {
            if (_taken != row)
            {
                await _sender!.Send(mail, stopping);
                _taken = row;
            }

            await _outbox.Sent(mail.Id);
            _taken = null;
            Log.Sent(_log, mail.Id, mail.Attempts + 1);
            return null;
        }
        catch (MailUnsentException failure) when (mail.Attempts + 1 < MostAttempts)
        {
            // 30 s doubling: half a day in all.
            var next = _time.GetUtcNow() + TimeSpan.FromSeconds(30 * Math.Pow(2, Math.Min(mail.Attempts, 10)));
            await _outbox.Failed(mail.Id, next, failure.Message);
            Log.NotSent(_log, mail.Id, mail.Attempts + 1, next, failure.Message);
            return null;
        }
        catch (Exception refused) when (refused is MailRefusedException or MailUnsentException)
        {
            Log.NotSent(_log, mail.Id, mail.Attempts + 1, null, refused.Message);
            return refused.Message;
        }
    }

    protected override string? Describe(string row) => _outbox.Find(row) is { } mail ? $"{mail.Recipient}: {mail.Subject}" : null;

    protected override void SetAside(Session session, string row, string reason) => Outbox.GiveUp(session, row, reason);

    protected override void Retry(Session session, string row) => Outbox.TryAgain(session, row, _time.GetUtcNow());
}
