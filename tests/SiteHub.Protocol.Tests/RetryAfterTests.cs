namespace SiteHub.Protocol.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 44, 41, 646, TimeSpan.Zero);

    [Fact]
    public void The_vectors_hold()
    {
        var vectors = Fixture.Json("Vectors", "standard-webhooks.json")["retryAfter"]!.AsArray();

        foreach (var vector in vectors.Where(static v => v!["seconds"] is null || v["seconds"]!.GetValueKind() is System.Text.Json.JsonValueKind.Number))
        {
            RetryAfter.Parse((string)vector!["header"]!, Now)?.TotalSeconds.ShouldBe((double)vector["seconds"]!);
            RetryAfter.Parse((string)vector["header"]!, Now).HasValue.ShouldBe(vector["seconds"] is not null);
        }
    }

    [Theory]
    [InlineData("Mon, 23 Nov 2026 20:45:00 GMT")]
    [InlineData("Monday, 23-Nov-26 20:45:00 GMT")]
    [InlineData("Mon Nov 23 20:45:00 2026")]
    public void A_date_means_until_then_rounded_up(string header) => RetryAfter.Parse(header, Now).ShouldBe(TimeSpan.FromSeconds(19));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.001", 1)]
    [InlineData(" 7 ", 7)]
    [InlineData("Mon, 23 Nov 2026 20:44:41 GMT", 0)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    public void Never_less_than_nothing_and_never_sooner_than_asked(string header, int seconds) =>
        RetryAfter.Parse(header, Now).ShouldBe(TimeSpan.FromSeconds(seconds));

    /// <summary>Svix's own case of a date: one written from the clock, so that its second has begun already.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(120, 120)]
    public void A_date_so_far_ahead_of_the_clock_means_so_long(int ahead, int seconds) =>
        RetryAfter.Parse(Now.AddSeconds(ahead).ToString("R"), Now).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("99999999999")]
    [InlineData("99999999999999999999999999999999999999999999999999999")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void An_absurd_time_is_bounded(string header) => RetryAfter.Parse(header, Now).ShouldBe(RetryAfter.Longest);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("120s")]
    [InlineData("tomorrow")]
    [InlineData("2026-11-23T20:45:00Z")]
    [InlineData("Tue, 23 Nov 2026 20:45:00 GMT")]
    public void Anything_else_says_nothing(string? header) => RetryAfter.Parse(header, Now).ShouldBeNull();
}
