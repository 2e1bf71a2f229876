using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Tour;

/// <summary>Two receivers on loopback: one takes everything, the other wants to know which document it is about, and says so.</summary>
internal sealed class TourReceiver : IAsyncDisposable
{
    private const int Port = 5190;

    private readonly WebApplication _app;

    private TourReceiver(WebApplication app) => _app = app;

    public static string Warehouse { get; } = $"http://localhost:{Port}/warehouse";

    public static string Billing { get; } = $"http://localhost:{Port}/billing";

    public static async Task<TourReceiver> Start(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{Port}");
        var app = builder.Build();
        app.MapPost("/warehouse", static () => Results.Ok());
        app.MapPost("/billing", Bill);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new StopException(ExitCode.Taken, $"Port {Port}, where the tour receives, cannot be listened on: {e.Message}", "Stop what listens there.");
        }

        return new TourReceiver(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> Bill(HttpRequest request)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("id", out _)
                ? Results.Ok()
                : Results.BadRequest(new { error = "The member `id` is missing: send the document's name as `id`." });
        }
        catch (JsonException)
        {
            return Results.BadRequest(new { error = "This is no JSON." });
        }
    }
}
