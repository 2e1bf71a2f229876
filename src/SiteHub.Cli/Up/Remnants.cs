using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Up;

/// <summary>Roles of an `up` that was killed, which still end: the next start waits for them rather than being refused.</summary>
internal static class Remnants
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task Wait(IReadOnlyList<Role> roles, Screen screen, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var told = false;
        while (roles.Any(static role => FolderLock.IsHeld(role.Folder)) && time.GetElapsedTime(began) < Longest)
        {
            if (!told)
            {
                told = true;
                screen.Say($"What was started earlier is still ending ({string.Join(", ", roles.Where(static role => FolderLock.IsHeld(role.Folder)).Select(static role => role.Called))}); it is waited for ...");
            }

            await Task.Delay(Look, time, cancellationToken);
        }
    }
}
