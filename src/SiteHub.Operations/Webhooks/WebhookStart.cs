using Microsoft.Extensions.Logging;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Webhooks;

/// <summary>Before the first change is told: opens what is stored, and makes it what the file says.</summary>
public sealed partial class WebhookStart(WebhookRegistry registry, DeclaredWebhooks declared, ILogger<WebhookStart> logger)
{
    public async Task Apply(IReadOnlyList<WebhookDefinition> file, CancellationToken cancellationToken)
    {
        registry.OpenAll();
        foreach (var change in (await declared.Apply(file, cancellationToken)).Where(static c => c.Kind is not ChangeKind.Unchanged))
        {
            Changed(logger, change.Name, change.Kind, string.Join(", ", change.Members));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Name} of the configuration: {Kind} {Members}")]
    private static partial void Changed(ILogger logger, string name, ChangeKind kind, string members);
}
