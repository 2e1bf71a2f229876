namespace SiteHub.Delivery.Webhooks;

/// <summary>Finds what lost its wake-up: every webhook that sends looks again at what is pending and due.</summary>
public sealed class WebhookSweep(WebhookRegistry registry)
{
    /// <returns>how many looked</returns>
    public int Run()
    {
        var woken = 0;
        foreach (var webhook in registry.Set.All.Where(static w => w.Sends))
        {
            webhook.Signal.RaiseLook();
            woken++;
        }

        return woken;
    }
}
