using System.Globalization;

namespace SiteHub.Testing.Frappe;

/// <summary>The site's local time, as it stamps documents: without a zone, each stamp a little later than the one before.</summary>
internal sealed class StandInClock(TimeProvider time)
{
    private DateTimeOffset _last;

    public TimeProvider Time => time;

    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public string Now()
    {
        var now = time.GetUtcNow();
        _last = now > _last ? now : _last.AddTicks(10);
        return TimeZoneInfo.ConvertTime(_last, Zone).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }

    public string Today() => Now()[..10];
}
