using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Deliveries;

/// <summary>Sends again what fits, and shows how far it is. The role goes on by itself if this is stopped.</summary>
internal static class ReplayCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public static Command Create(Screen screen)
    {
        var filter = new DeliveryFilterOptions();
        var ids = new Option<string[]>("--id") { Description = "These alone.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("replay", "Sends again what fits, in order; everything that failed: --state failed.") { ids, RoleOptions.Yes };
        filter.AddTo(command);
        return command.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            var body = filter.Of(parsed).ToDictionary(static f => f.Key, static f => (object)f.Value);
            if (parsed.GetValue(ids) is { Length: > 0 } chosen)
            {
                body["ids"] = chosen;
            }

            var which = string.Join(", ", body.Select(static f => f.Value is string[] all ? $"{all.Length} by id" : $"{f.Key} {f.Value}"));
            if (!parsed.GetValue(RoleOptions.Yes) && !screen.Agrees($"Send again, to whoever takes them, all deliveries that fit: {(which.Length > 0 ? which : "all")}?", "nothing was sent again"))
            {
                return ExitCode.Failed;
            }

            return await Run(parsed, screen, api, HttpMethod.Post, "/api/v1/deliveries/replay", body, cancellationToken);
        });
    }

    public static async Task<int> Run(ParseResult parsed, Screen screen, RoleApi api, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var begun = await api.Ask<JsonDocument>(method, path, RoleApi.Admin, "the replay", cancellationToken, body);
        var id = begun!.RootElement.GetProperty("id").GetString()!;
        var json = parsed.GetValue(RoleOptions.Json);
        var replay = json || !screen.IsTerminal
            ? await Follow(api, id, static _ => { }, cancellationToken)
            : await screen.Output.Progress().StartAsync(context =>
            {
                var task = context.AddTask("Replaying");
                return Follow(api, id, r => task.MaxValue(Math.Max(1, r.Total ?? r.Queued)).Value(r.Delivered + r.Failed), cancellationToken);
            });
        if (json)
        {
            Screen.Body(JsonSerializer.Serialize(replay, JsonSerializerOptions.Web));
        }
        else if (replay.Failed > 0)
        {
            screen.Wrong($"{replay.Delivered} of {replay.Total} were taken, {replay.Failed} failed again.", "`sitehub deliveries list --state failed` says why.");
        }
        else
        {
            screen.Good(replay.Total == 0 ? "Nothing fits." : $"{replay.Delivered} of {replay.Total} were taken.");
        }

        return replay.Failed > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private static async Task<ReplayState> Follow(RoleApi api, string id, Action<ReplayState> show, CancellationToken cancellationToken)
    {
        while (true)
        {
            var replay = (await api.Ask<ReplayState>(HttpMethod.Get, $"/api/v1/replays/{id}", RoleApi.Read, "the replay", cancellationToken))!;
            show(replay);

            // What failed again waits for its next try, which may be hours away; everything has had its turn.
            if (replay.State is "done" or "cancelled" || (replay.State is not "gathering" && replay.Delivered + replay.Failed >= replay.Total))
            {
                return replay;
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <param name="Total">null until the role has counted what fits</param>
    internal sealed record ReplayState(string Id, string State, long? Total, long Queued, long Delivered, long Failed);
}
