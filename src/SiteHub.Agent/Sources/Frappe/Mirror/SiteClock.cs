using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Mirror;

/// <summary>
/// The site's times are local, without a zone, and in autumn an hour comes twice. They are kept as they are wherever they are compared with each other;
/// only what people and the hub are shown is made UTC.
/// </summary>
internal sealed class SiteClock(FrappeEntry entry, FrappeClient client, TimeProvider time)
{
    private const string Written = "yyyy-MM-dd HH:mm:ss.ffffff";
    private static readonly string[] Moment = ["yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];
    private static readonly string[] Forms = [Written, "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    /// <summary>A stamp is taken when a document is saved and seen when that is committed: minutes later where a job does much in one transaction.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AroundChange = TimeSpan.FromHours(3);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private TimeZoneInfo? _zone = entry.TimeZone;

    /// <summary>Null: not known yet.</summary>
    public TimeZoneInfo? Zone => _zone;

    /// <exception cref="FrappeFaultException">it cannot be asked</exception>
    public async Task Learn(CancellationToken cancellationToken)
    {
        if (_zone is not null)
        {
            return;
        }

        // The settings themselves are not everybody's to read; then the user's own zone is the best that is known.
        var name = await Ask("/api/method/frappe.client.get_single_value?doctype=System+Settings&field=time_zone", static value => value.ValueKind == JsonValueKind.String ? value.GetString() : null, cancellationToken)
            ?? await Ask("/api/method/frappe.client.get_time_zone", static value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("time_zone", out var zone) && zone.ValueKind == JsonValueKind.String ? zone.GetString() : null, cancellationToken);
        _zone = name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
            ? found
            : throw new FrappeFaultException(new FrappeFault(Verdict.Bug, null, null, $"The site's time zone '{name}' is not known here: write source.timeZone into the configuration."));
    }

    /// <summary>The same moment as UTC, in Frappe's spelling; what is no time stays as it is.</summary>
    public string ToUtc(string local)
    {
        if (Read(local) is not { } wall || _zone is not { } zone)
        {
            return local;
        }

        return Moments.Write(zone.IsAmbiguousTime(wall) ? Which(wall, zone) : new DateTimeOffset(wall, zone.GetUtcOffset(zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall)));
    }

    /// <summary>A moment in UTC, or with its offset, as the site's clock shows it. A day alone, and what is no time, stays as it is.</summary>
    public string ToLocal(string moment) => _zone is { } zone && DateTimeOffset.TryParseExact(moment, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)
        : moment;

    /// <summary>From where a sweep looks, having seen everything up to there.</summary>
    public string StartOf(string watermark)
    {
        if (Read(watermark) is not { } wall)
        {
            return watermark;
        }

        return Write(wall - Overlap - Shift(wall));
    }

    /// <summary>A document whose stamp lies in the future must not hide those that are saved until then.</summary>
    public string Bounded(string watermark)
    {
        var now = time.GetUtcNow();
        var latest = Write((_zone is { } zone ? TimeZoneInfo.ConvertTime(now, zone).DateTime : now.UtcDateTime.AddHours(14)) + Skew);
        return string.CompareOrdinal(watermark, latest) > 0 ? latest : watermark;
    }

    /// <summary>The first 2:30 at night, at the site, after that moment.</summary>
    public DateTimeOffset NightAfter(DateTimeOffset moment)
    {
        var zone = _zone ?? TimeZoneInfo.Utc;
        var wall = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var night = wall.Date.AddHours(2.5);
        night = night > wall ? night : night.AddDays(1);
        return new DateTimeOffset(night, zone.GetUtcOffset(night)).ToUniversalTime();
    }

    /// <summary>Around a change of the clock, by how much the wall's time may lie.</summary>
    private TimeSpan Shift(DateTime wall)
    {
        if (_zone is not { } zone)
        {
            return TimeSpan.FromHours(1);
        }

        var moment = wall - zone.BaseUtcOffset;
        var shift = zone.GetUtcOffset(new DateTimeOffset(moment + AroundChange, TimeSpan.Zero)) - zone.GetUtcOffset(new DateTimeOffset(moment - AroundChange, TimeSpan.Zero));
        return shift.Duration();
    }

    /// <summary>Of an hour that comes twice: the later one, unless that has not come yet.</summary>
    private DateTimeOffset Which(DateTime wall, TimeZoneInfo zone)
    {
        var both = zone.GetAmbiguousTimeOffsets(wall).Select(offset => new DateTimeOffset(wall, offset)).OrderDescending().ToList();
        return both.Find(moment => moment <= time.GetUtcNow() + Skew) is var found && found != default ? found : both[^1];
    }

    private async Task<string?> Ask(string path, Func<JsonElement, string?> read, CancellationToken cancellationToken) => await client.Get(path, cancellationToken) switch
    {
        FrappeReply.Answer answer => read(answer.Value),
        FrappeReply.Failed { Fault.Verdict: Verdict.Refused or Verdict.Bug } => null,
        FrappeReply.Failed failed => throw new FrappeFaultException(failed.Fault),
        _ => null,
    };

    private static DateTime? Read(string text) => DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? wall : null;

    private static string Write(DateTime wall) => wall.ToString(Written, CultureInfo.InvariantCulture);
}
