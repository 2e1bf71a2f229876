using Microsoft.Extensions.Time.Testing;
using SiteHub.Cli.Up;

namespace SiteHub.EndToEnd.Tests.Cli;

public sealed class RestartsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_end_is_no_reason_to_wait_and_the_next_ones_are_more_and_more()
    {
        var restarts = new Restarts(_time);

        Enumerable.Range(0, 9).Select(_ => Died(restarts, "hub")).ShouldBe([0, 1, 2, 4, 8, 16, 32, 60, 60]);
    }

    [Fact]
    public void One_that_dies_does_not_slow_another()
    {
        var restarts = new Restarts(_time);

        Enumerable.Range(0, 5).Select(_ => Died(restarts, "hub")).ToList()[^1].ShouldBe(8);
        Died(restarts, "acme").ShouldBe(0);
    }

    [Fact]
    public void A_role_that_ends_now_and_then_is_always_started_again_at_once()
    {
        var restarts = new Restarts(_time);

        for (var end = 0; end < 20; end++)
        {
            Died(restarts, "hub").ShouldBe(0);
            _time.Advance(TimeSpan.FromMinutes(3));
        }
    }

    private double Died(Restarts restarts, string role)
    {
        var pause = restarts.Pause(role);
        _time.Advance(pause);
        return pause.TotalSeconds;
    }
}
