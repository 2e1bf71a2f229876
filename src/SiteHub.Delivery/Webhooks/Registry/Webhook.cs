namespace SiteHub.Delivery.Webhooks;

/// <summary>A webhook that this process runs. Its definition and its state are replaced as they change; its number stays.</summary>
internal sealed class Webhook(long number, string id)
{
    private volatile CompiledWebhook _compiled = null!;
    private long _deliveredSince;
    private volatile StateOf _state = new(WebhookState.Enabled, null);

    public long Number { get; } = number;

    public string Id { get; } = id;

    public WebhookSignal Signal { get; } = new();

    public required CompiledWebhook Compiled
    {
        get => _compiled;
        set => _compiled = value;
    }

    public required StateOf State
    {
        get => _state;
        set => _state = value;
    }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Delivered since the row was last written, which is at most once a second.</summary>
    public ref long DeliveredSince => ref _deliveredSince;

    /// <summary>Whether deliveries are written for it.</summary>
    public bool Listens => _state.State is not WebhookState.Disabled;

    /// <summary>Whether they are sent.</summary>
    public bool Sends => _state.State is WebhookState.Enabled;

    public string Name => _compiled.Definition.Name;

    public sealed record StateOf(WebhookState State, string? Reason);
}
