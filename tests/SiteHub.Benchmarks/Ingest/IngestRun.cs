namespace SiteHub.Benchmarks.Ingest;

/// <summary>What the load says of one run.</summary>
/// <param name="Seconds">from the first request to the last answer</param>
/// <param name="P50">milliseconds of a request</param>
/// <param name="P99">milliseconds of a request</param>
/// <param name="Failures">answers other than 200</param>
/// <param name="FirstFailure">the first of them</param>
internal sealed record IngestRun(double Seconds, double P50, double P99, int Failures, string? FirstFailure);
