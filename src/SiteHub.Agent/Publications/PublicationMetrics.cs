using System.Diagnostics.Metrics;

namespace SiteHub.Agent.Publications;

/// <summary>The publications' instruments, meter <c>SiteHub.Publications</c>.</summary>
internal sealed class PublicationMetrics
{
    public const string MeterName = "SiteHub.Publications";

    private readonly Counter<long> _unevaluated;
    private readonly Counter<long> _told;

    public PublicationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _unevaluated = meter.CreateCounter<long>("sitehub.publication.unevaluated", "{document}", "Conditions that failed");
        _told = meter.CreateCounter<long>("sitehub.publication.snapshot", "{document}", "Documents told by snapshots");
    }

    public void Unevaluated(string docType) => _unevaluated.Add(1, new KeyValuePair<string, object?>("doc_type", docType));

    public void Told(string docType, int documents) => _told.Add(documents, new KeyValuePair<string, object?>("doc_type", docType));
}
