using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Features.Documents;
using SiteHub.Hub.Files;
using SiteHub.Hub.Live;
using SiteHub.Hub.Webhooks;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Actions;

/// <summary>
/// Takes what members ask for, and hands it to the link of the site concerned in the same transaction. Who may is asked in the statement that
/// writes; the site asks everything again by itself.
/// </summary>
internal sealed class ActionRequests(Database database, ActionCatalogue catalogue, LinkLog log, PortalEvents events, LiveFeed live, HeldFiles files, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public async Task<RequestOutcome> Request(AskedAction asked, CancellationToken cancellationToken)
    {
        var target = Target(asked);
        if (target.Refusal is { } refusal)
        {
            return refusal;
        }

        if (catalogue.Find(asked.Site, asked.DocType, asked.Action) is not { } action || action.OnDocument != asked.Name is not null)
        {
            return new RequestOutcome.NoSuchAction(catalogue.Of(asked.Site).Actions.Where(known => known.DocType == asked.DocType && known.OnDocument == asked.Name is not null).Select(static known => known.Name).ToList());
        }

        if (!MemberRoles.Suffices(target.Membership!.Role, action.Role))
        {
            return new RequestOutcome.NotForRole(target.Membership.Role, action.Role);
        }

        var input = Bytes(asked.Input);
        var digest = ActionRequested.DigestOf(JsonSerializer.SerializeToUtf8Bytes(asked.Files.Count == 0
            ? [asked.Site, asked.DocType, asked.Name, asked.Account, asked.Action, ActionRequested.DigestOf(input)]
            : new[] { asked.Site, asked.DocType, asked.Name, asked.Account, asked.Action, ActionRequested.DigestOf(input), string.Join('\n', asked.Files.Select(static file => $"{file.Length} {file.FileName}")) }));
        if (asked.IdempotencyKey is not null && database.Read(session => Earlier(session, asked, digest)) is { } earlier)
        {
            return earlier;
        }

        if (ActionInput.FaultsOf(action.Input, asked.Input) is { Count: > 0 } faults)
        {
            return new RequestOutcome.BadInput(faults);
        }

        if (asked.SeenHash is { } seen && seen != target.Document?.Hash && seen != target.Seen)
        {
            return new RequestOutcome.ChangedMeanwhile();
        }

        if (target.Document is { } document && !document.Actions.Contains(action.Name))
        {
            return new RequestOutcome.NotInThisState(action.Label);
        }

        if (HeldFiles.FaultOf(action.Files, asked.Files) is { } unfit)
        {
            return new RequestOutcome.BadFiles(unfit);
        }

        if (asked.Files.Count == 0)
        {
            return await Store(asked, action, target, input, digest, [], cancellationToken);
        }

        // They are taken in once everything else is right, and let go of if it is not after all.
        await using var staged = await files.Stage(asked.Reader.Person!, asked.Files, cancellationToken);
        if (staged is null)
        {
            return new RequestOutcome.BadFiles(FilesFault.Full);
        }

        var outcome = await Store(asked, action, target, input, digest, staged.Files, cancellationToken);
        staged.IsTaken = outcome is RequestOutcome.Taken { IsNew: true };
        return outcome;
    }

    /// <summary>Asks the site to forget it; whether that was in time, the site says.</summary>
    /// <returns>null: there is no such request of theirs</returns>
    public Task<WithdrawOutcome?> Withdraw(string id, Reader reader, CancellationToken cancellationToken) => database.Writer.Write(
        session =>
        {
            if (ActionView.Find(session, reader, id) is not { } view)
            {
                return (WithdrawOutcome?)null;
            }

            if (reader.Person is { } person && !MemberRoles.Suffices(session.Text("SELECT role FROM customer_member WHERE customer = $1 AND person = $2", view.Customer, person), MemberRoles.Buyer))
            {
                return WithdrawOutcome.NotForRole;
            }

            if (view.IsWithdrawalAsked)
            {
                return WithdrawOutcome.Asked;
            }

            if (!view.MayWithdraw)
            {
                return WithdrawOutcome.TooLate;
            }

            session.Execute("UPDATE action_request SET withdrawal = $2 WHERE id = $1", id, time.GetUtcNow());
            var data = new ArrayBufferWriter<byte>();
            new ActionWithdrawn(id).WriteTo(data);
            log.Append(session, view.Site, LinkEventTypes.ActionWithdrawn, data.WrittenMemory);
            session.AfterCommit(() => live.ActionChanged(view.Site, view.Account, id));
            return WithdrawOutcome.Asked;
        },
        cancellationToken);

    private Found Target(AskedAction asked) => database.Read(session =>
    {
        var found = asked.Name is { } name ? DocumentList.Find(session, asked.Reader, new DocumentAddress(asked.Site, asked.DocType, name)) : null;
        var (document, body) = (found?.Item, found?.Body);
        var account = document?.Account ?? asked.Account;
        var membership = asked.Name is not null && document is null ? null : Membership.ForAccount(session, asked.Reader, asked.Site, account);
        return membership is null ? new Found(null, null, null, new RequestOutcome.NotFound()) : new Found(membership, document, body, null);
    });

    private async Task<RequestOutcome> Store(AskedAction asked, CatalogueAction action, Found target, byte[] input, string digest, IReadOnlyList<StagedFile> given, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = $"act_{Guid.CreateVersion7(now):N}";
        var person = database.Read(session => session.One("SELECT Name, Email FROM person WHERE Id = $1", static row => (Name: row.TextOrNull(0), Email: row.Text(1)), asked.Reader.Person));
        var account = target.Document?.Account ?? asked.Account!;
        var data = new ArrayBufferWriter<byte>();
        new ActionRequested(
            id, action.Name, asked.DocType, asked.Name, target.Seen, target.Document?.Revision ?? 0, account, new ActionMember(asked.Reader.Person!, person.Name, person.Email), input, now + Lifetime) { Files = [.. given.Select(static file => file.Given)] }.WriteTo(data);
        if (data.WrittenCount > LinkLimits.MaxEntryBytes)
        {
            return new RequestOutcome.BadInput([new ActionInputFault("", $"{data.WrittenCount} bytes", $"at most {LinkLimits.MaxEntryBytes} in all")]);
        }

        return await database.Writer.Write<RequestOutcome>(
            session =>
            {
                // Two at once with the same key: the writer lets one in before the other.
                if (asked.IdempotencyKey is not null && Earlier(session, asked, digest) is { } earlier)
                {
                    return earlier;
                }

                if (session.Long("SELECT 1 FROM link WHERE name = $1", asked.Site) is null)
                {
                    return new RequestOutcome.NoLink();
                }

                var args = new List<object?>
                {
                    id, asked.Site, account, asked.Reader.Person, action.Role, action.Name, action.Label, asked.DocType, asked.Name, target.Seen, target.Document?.Revision ?? 0, new Utf8(input),
                    asked.IdempotencyKey, digest, now, now + Lifetime, target.Membership!.Customer, target.Membership.Role,
                };
                var stored = session.Execute(
                    $"""
                    INSERT INTO action_request (
                        id, customer, person, role, site, account, action, label, doc_type, name, hash, revision, input, idempotency_key, digest, created, expires, state, rank, changed)
                    SELECT $1, a.customer, m.person, $5, a.site, a.account, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'requested', 0, $15
                    FROM customer_account a JOIN customer_member m ON m.customer = a.customer JOIN person p ON p.Id = m.person AND p.State = 'Active'
                    WHERE a.site = $2 AND a.account = $3 AND m.person = $4 AND a.customer = $17 AND m.role = $18 AND {asked.Reader.At("a.site", args)}
                    """,
                    [.. args]);
                if (stored == 0)
                {
                    return new RequestOutcome.NotFound();
                }

                HeldFiles.Take(session, id, given);
                session.Execute("INSERT INTO action_state (request, rank, state, at) VALUES ($1, 0, 'requested', $2)", id, now);
                var position = log.Append(session, asked.Site, LinkEventTypes.ActionRequested, data.WrittenMemory);
                session.Execute("UPDATE action_request SET log_epoch = (SELECT out_epoch FROM link WHERE name = site), log_seq = $2 WHERE id = $1", id, position.Seq);
                ActionView.Tell(session, events, id);
                session.AfterCommit(() => live.ActionChanged(asked.Site, account, id));
                return new RequestOutcome.Taken(id, IsNew: true);
            },
            cancellationToken);
    }

    private static RequestOutcome? Earlier(Session session, AskedAction asked, string digest)
    {
        var (id, before) = session.One(
            "SELECT id, digest FROM action_request WHERE person = $1 AND idempotency_key = $2", static row => (row.TextOrNull(0), row.TextOrNull(1)), asked.Reader.Person, asked.IdempotencyKey);
        return id is null ? null : before == digest ? new RequestOutcome.Taken(id, IsNew: false) : new RequestOutcome.KeyTaken();
    }

    /// <summary>What is acted on, and for whom; or why it is not.</summary>
    private sealed record Found(Membership? Membership, DocumentItem? Document, byte[]? Body, RequestOutcome? Refusal)
    {
        public string? Seen { get; } = Body is null ? null : SeenHash.Of(Body);
    }

    private static byte[] Bytes(JsonElement input) => System.Text.Encoding.UTF8.GetBytes(input.ValueKind == JsonValueKind.Undefined ? "{}" : input.GetRawText());
}

/// <summary>What a member asks for.</summary>
/// <param name="Reader">the member, and for which customer</param>
/// <param name="Name">the document; null where the action begins without one</param>
/// <param name="Account">for which account, where there is no document that says it</param>
/// <param name="SeenHash">of the version that they saw, the document's own hash or <see cref="Protocol.Actions.SeenHash"/>; null: the present one</param>
/// <param name="IdempotencyKey">the same one again is the same request</param>
internal sealed record AskedAction(Reader Reader, string Site, string DocType, string? Name, string? Account, string Action, JsonElement Input, string? SeenHash, string? IdempotencyKey)
{
    /// <summary>Given with it.</summary>
    public IReadOnlyList<IFormFile> Files { get; init; } = [];
}

internal enum WithdrawOutcome
{
    Asked,
    TooLate,
    NotForRole,
}

internal abstract record RequestOutcome
{
    private RequestOutcome()
    {
    }

    public sealed record Taken(string Id, bool IsNew) : RequestOutcome;

    /// <summary>Not there, or not theirs: which of the two is not said.</summary>
    public sealed record NotFound : RequestOutcome;

    public sealed record NoSuchAction(IReadOnlyList<string> Known) : RequestOutcome;

    public sealed record NotForRole(string Has, string Needs) : RequestOutcome;

    public sealed record BadInput(IReadOnlyList<ActionInputFault> Faults) : RequestOutcome;

    public sealed record BadFiles(FilesFault Fault) : RequestOutcome;

    public sealed record ChangedMeanwhile : RequestOutcome;

    public sealed record NotInThisState(string Label) : RequestOutcome;

    /// <summary>The idempotency key was used for something else.</summary>
    public sealed record KeyTaken : RequestOutcome;

    /// <summary>The site has not been enrolled, or no longer is.</summary>
    public sealed record NoLink : RequestOutcome;
}
