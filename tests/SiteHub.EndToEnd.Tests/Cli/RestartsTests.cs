using Microsoft.Extensions.Time.Testing;
using SiteHub.Cli.Up;

namespace SiteHub.EndToEnd.Tests.Cli;

public sealed class RestartsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_third_end_within_a_minute_is_one_too_many()
    {
        var restarts = new Restarts(_time);

        restarts.May("hub").ShouldBeTrue();
        restarts.May("hub").ShouldBeTrue();
        restarts.May("acme").ShouldBeTrue();
        restarts.May("hub").ShouldBeFalse();
    }

    [Fact]
    public void A_role_that_ends_now_and_then_is_always_started_again()
    {
        var restarts = new Restarts(_time);

        for (var end = 0; end < 20; end++)
        {
            restarts.May("hub").ShouldBeTrue();
            _time.Advance(TimeSpan.FromSeconds(40));
        }
    }
}
