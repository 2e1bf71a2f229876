using System.Globalization;
using SiteHub.Delivery.Scripts;
using SiteHub.Protocol.Documents;

namespace SiteHub.Delivery.Webhooks;

/// <summary>Says everything that is wrong with a definition, at once.</summary>
public static class WebhookValidation
{
    private const int MaxName = 140;
    private const int MaxConcurrency = 64;
    private const int MaxRetries = 50;
    private const double MaxRate = 10_000;

    private static readonly string[] Methods = ["POST", "PUT", "PATCH", "DELETE", "GET"];
    private static readonly string[] OfSubmitted = [DocEvents.OnSubmit, DocEvents.OnCancel, DocEvents.OnUpdateAfterSubmit];
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    /// <param name="webhook">as read, with secrets filled in (<see cref="WebhookSecrets.Complete"/>)</param>
    /// <param name="scope">what the role knows</param>
    /// <returns>empty if nothing is wrong</returns>
    public static IReadOnlyList<Fault> Check(WebhookDefinition webhook, WebhookScope scope)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        ArgumentNullException.ThrowIfNull(scope);
        var faults = new FaultList();
        faults.Unless(webhook.Name.Trim() is { Length: > 0 and <= MaxName }, "name", webhook.Name, $"a name of 1 to {MaxName} characters");
        Subjects(webhook, scope, faults);
        Sites(webhook, scope, faults);
        faults.Try("condition", webhook.Condition, static c => Script.Compile(c));
        faults.Try("transform", webhook.Transform, static t => Script.Compile(t));
        faults.Try("url", webhook.Url, u => UrlTemplate.Parse(u, webhook.DynamicUrl));
        faults.Unless(Methods.Contains(webhook.Method), "method", webhook.Method, $"one of {string.Join(", ", Methods)}");
        WebhookBodyCheck.Check(webhook.Body, faults);
        WebhookHeaderCheck.Check(webhook, faults);
        WebhookAuthenticationCheck.Check(webhook.Authentication, faults);
        Pace(webhook, faults);
        return faults.All;
    }

    private static void Subjects(WebhookDefinition webhook, WebhookScope scope, FaultList faults)
    {
        faults.Unless(webhook.Events.Count > 0, "events", null, $"at least one of {string.Join(", ", DocEvents.All)}");
        foreach (var (i, name) in webhook.Events.Index())
        {
            // A full stop marks the events that are not documents' own; which there are is not known here.
            faults.Unless(
                DocEvents.All.Contains(name) || name.Contains('.', StringComparison.Ordinal), $"events[{i}]", name, $"one of {string.Join(", ", DocEvents.All)}");
        }

        faults.Unless(webhook.DocTypes.Count > 0 || !webhook.Events.Any(DocEvents.All.Contains), "docTypes", null, "at least one DocType");
        foreach (var (i, docType) in webhook.DocTypes.Index())
        {
            if (scope.DocType(docType) is not { } facts)
            {
                faults.Add($"docTypes[{i}]", docType, "a DocType that exists here");
            }
            else if (!facts.Submittable && webhook.Events.Intersect(OfSubmitted).ToList() is { Count: > 0 } events)
            {
                faults.Add($"docTypes[{i}]", docType, $"a DocType whose documents can be submitted, since the webhook is for {string.Join(", ", events)}");
            }
        }
    }

    private static void Sites(WebhookDefinition webhook, WebhookScope scope, FaultList faults)
    {
        if (scope.Sites is null)
        {
            faults.Unless(webhook.Sites.Count == 0, "sites", string.Join(", ", webhook.Sites), "nothing: a site's webhooks are about its own documents");
            return;
        }

        foreach (var (i, site) in webhook.Sites.Index())
        {
            faults.Unless(scope.Sites.Contains(site), $"sites[{i}]", site, $"one of {string.Join(", ", scope.Sites)}");
        }
    }

    private static void Pace(WebhookDefinition webhook, FaultList faults)
    {
        faults.Unless(webhook.Timeout.TotalSeconds is >= 1 and <= 60, "timeout", Durations.Write(webhook.Timeout), "1s to 60s");
        faults.Unless(
            webhook.RateLimit is null or (> 0 and <= MaxRate), "rateLimit", webhook.RateLimit?.ToString(CultureInfo.InvariantCulture), $"more than 0, up to {MaxRate} a second");
        faults.Unless(
            webhook.Concurrency is >= 1 and <= MaxConcurrency, "concurrency", webhook.Concurrency.ToString(CultureInfo.InvariantCulture), $"1 to {MaxConcurrency}");
        faults.Unless(webhook.TreatAsDelivered.Count <= MaxRetries, "treatAsDelivered", $"{webhook.TreatAsDelivered.Count} answers", $"at most {MaxRetries}");
        foreach (var (i, taken) in webhook.TreatAsDelivered.Index())
        {
            // 2xx is taken by itself; of those who cannot be reached or are busy nobody knows what they have.
            faults.Unless(
                taken.Status is >= 300 and <= 599 and not (401 or 429 or 502 or 503 or 504),
                $"treatAsDelivered[{i}]",
                taken.Status.ToString(CultureInfo.InvariantCulture),
                "a status from 300 to 599 by which the receiver says that it has this already, such as 409; not 401, 429, 502, 503 or 504");
            faults.Unless(taken.Text is null or { Length: > 0 and <= 200 }, $"treatAsDelivered[{i}].text", taken.Text, "1 to 200 characters that the answer has in it, or none");
        }

        faults.Unless(webhook.Retries.Count <= MaxRetries, "retries", $"{webhook.Retries.Count} waits", $"at most {MaxRetries}");
        foreach (var (i, wait) in webhook.Retries.Index())
        {
            faults.Unless(wait > TimeSpan.Zero && wait <= LongestWait, $"retries[{i}]", Durations.Write(wait), "more than 0, up to 7d");
        }
    }
}
