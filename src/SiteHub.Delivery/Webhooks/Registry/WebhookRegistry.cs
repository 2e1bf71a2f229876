using System.Text.Json;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Webhooks;

/// <summary>The webhooks of this role: their rows, and what runs. Rows first, then memory; all changes pass one gate.</summary>
public sealed class WebhookRegistry(Database database, SecretBox secrets, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile WebhookSet _set = new([]);

    /// <summary>Raised when a webhook is there that was not before.</summary>
    internal event Action<Webhook>? Opened;

    /// <summary>Raised when one was removed.</summary>
    internal event Action<Webhook>? Closed;

    internal WebhookSet Set => _set;

    /// <summary>Opens every webhook that a row describes; once, at start, before anything is told to the fan-out.</summary>
    public void OpenAll()
    {
        _set = new WebhookSet(database.Read(s => s.Many("SELECT number, id, definition, state, reason, created_at, updated_at FROM webhook ORDER BY number", Open)));
    }

    /// <summary>Where every webhook stands, by name.</summary>
    public IReadOnlyList<WebhookStatus> List() =>
        [.. database.Read(s => _set.All.Select(w => WebhookProgress.StatusOf(s, w, time.GetUtcNow())).ToList()).OrderBy(static s => s.Definition.Name, StringComparer.Ordinal)];

    /// <returns>null if there is none of that id or name</returns>
    public WebhookStatus? Find(string idOrName) =>
        _set.Find(idOrName) is { } webhook ? database.Read(s => WebhookProgress.StatusOf(s, webhook, time.GetUtcNow())) : null;

    /// <summary>The definitions alone, without asking the database.</summary>
    public IReadOnlyList<WebhookDefinition> Definitions => [.. _set.All.Select(static w => w.Compiled.Definition)];

    /// <inheritdoc cref="Apply"/>
    public Task<IReadOnlyList<Fault>> Put(WebhookDefinition webhook, CancellationToken cancellationToken = default) => Apply([webhook], [], cancellationToken);

    /// <inheritdoc cref="Apply"/>
    public Task<IReadOnlyList<Fault>> Remove(string id, CancellationToken cancellationToken = default) => Apply([], [id], cancellationToken);

    /// <summary>
    /// Puts and removes webhooks, all or none. One with the id of another replaces it; what it had waiting goes by the new definition, at once.
    /// One that the system holds stays held until <see cref="Enable"/>. One that is removed takes its deliveries along.
    /// </summary>
    /// <param name="put">checked by <see cref="WebhookValidation"/>; secrets that are missing are completed; one without an id gets one</param>
    /// <param name="remove">ids; unknown ones are passed over</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <returns>names that are taken; then nothing was changed</returns>
    public async Task<IReadOnlyList<Fault>> Apply(IReadOnlyList<WebhookDefinition> put, IReadOnlyCollection<string> remove, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        ArgumentNullException.ThrowIfNull(remove);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var changes = put.Select(p => Change(p, now)).ToList();
            var faults = TakenNames(changes, remove);
            if (faults.Count > 0)
            {
                return faults;
            }

            var opened = await database.Writer.Write(s => WebhookRows.Store(s, changes, remove, now), cancellationToken);
            TakeUp(changes, opened, remove, now);
            return [];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Replaces the signing secret; the old one signs on for the overlap.</summary>
    /// <returns>the definition with its new secret; null if there is no such webhook</returns>
    /// <exception cref="InvalidOperationException">it does not sign</exception>
    public async Task<WebhookDefinition?> Rotate(string id, SigningSecret? next = null, TimeSpan? overlap = null, CancellationToken cancellationToken = default)
    {
        if (_set.Find(id) is not { } webhook)
        {
            return null;
        }

        var rotated = WebhookSecrets.Rotate(webhook.Compiled.Definition, next, time.GetUtcNow(), overlap);
        await Apply([rotated], [], cancellationToken);
        return rotated;
    }

    /// <summary>A person enables it, also one that the system holds: what waits goes at once.</summary>
    /// <returns>false if there is no such webhook</returns>
    public Task<bool> Enable(string id, CancellationToken cancellationToken = default) => Switch(id, enabled: true, cancellationToken);

    /// <summary>A person disables it: nothing is sent, and nothing more is written for it. What waits stays.</summary>
    /// <returns>false if there is no such webhook</returns>
    public Task<bool> Disable(string id, CancellationToken cancellationToken = default) => Switch(id, enabled: false, cancellationToken);

    /// <summary>The system found a reason not to send; its row says so already.</summary>
    internal static void Held(Webhook webhook, string reason) => webhook.State = new Webhook.StateOf(WebhookState.Held, reason);

    public void Dispose() => _gate.Dispose();

    private async Task<bool> Switch(string id, bool enabled, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_set.Find(id) is not { } webhook)
            {
                return false;
            }

            var now = time.GetUtcNow();
            var change = Change(webhook.Compiled.Definition with { Enabled = enabled }, now) with { State = enabled ? WebhookState.Enabled : WebhookState.Disabled };
            var opened = await database.Writer.Write(s => WebhookRows.Store(s, [change], [], now), cancellationToken);
            TakeUp([change], opened, [], now);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private WebhookChange Change(WebhookDefinition given, DateTimeOffset now)
    {
        var before = given.Id.Length > 0 ? _set.Find(given.Id) : null;
        var webhook = WebhookSecrets.Complete(given.Id.Length > 0 ? given : given with { Id = WebhookDefinition.NewId() }, before?.Compiled.Definition, now);
        var held = before?.State.State is WebhookState.Held;
        return new WebhookChange(
            before,
            new CompiledWebhook(webhook),
            secrets.Protect(Purpose(webhook.Id), WebhookJson.Write(webhook, clear: true)),
            !webhook.Enabled ? WebhookState.Disabled : held ? WebhookState.Held : WebhookState.Enabled);
    }

    private List<Fault> TakenNames(List<WebhookChange> changes, IReadOnlyCollection<string> remove)
    {
        var names = _set.All.Where(w => !remove.Contains(w.Id) && changes.All(c => c.Before != w)).Select(static w => w.Name).ToHashSet(StringComparer.Ordinal);
        return [.. changes.Where(c => !names.Add(c.Definition.Name)).Select(static c => new Fault("name", c.Definition.Name, "a name that no other webhook has"))];
    }

    private void TakeUp(List<WebhookChange> changes, IReadOnlyDictionary<string, long> numbers, IReadOnlyCollection<string> remove, DateTimeOffset now)
    {
        var closed = _set.All.Where(w => remove.Contains(w.Id)).ToList();
        var opened = new List<Webhook>();
        foreach (var change in changes)
        {
            var state = new Webhook.StateOf(change.State, change.State is WebhookState.Held ? change.Before!.State.Reason : null);
            if (change.Before is { } webhook)
            {
                webhook.Compiled = change.Compiled;
                webhook.State = state;
                webhook.UpdatedAt = now;
            }
            else
            {
                opened.Add(new Webhook(numbers[change.Definition.Id], change.Definition.Id) { Compiled = change.Compiled, State = state, CreatedAt = now, UpdatedAt = now });
            }
        }

        _set = new WebhookSet(_set.All.Except(closed).Concat(opened));
        closed.ForEach(w => Closed?.Invoke(w));
        opened.ForEach(w => Opened?.Invoke(w));
        foreach (var change in changes)
        {
            change.Before?.Signal.RaiseReload();
        }
    }

    private Webhook Open(Row row)
    {
        var id = row.Text(1);
        using var json = JsonDocument.Parse(secrets.Unprotect(Purpose(id), row.Text(2)));
        var definition = WebhookJson.Read(json.RootElement, out var faults)
            ?? throw new InvalidOperationException($"The stored webhook {id} cannot be read: {string.Join("; ", faults)}");
        return new Webhook(row.Long(0), id)
        {
            Compiled = new CompiledWebhook(definition),
            State = new Webhook.StateOf(Enum.Parse<WebhookState>(row.Text(3)), row.TextOrNull(4)),
            CreatedAt = row.Time(5),
            UpdatedAt = row.Time(6),
        };
    }

    private static string Purpose(string id) => $"webhook {id}";
}
