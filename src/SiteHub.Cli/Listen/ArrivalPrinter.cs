using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Listen;

internal sealed class ArrivalPrinter(Screen screen, Listening how, CancellationTokenSource enough) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private int _taken;

    public async Task Take(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        var opinion = how.Signature.Of(http.Request.Headers, body, TimeProvider.System.GetUtcNow());
        await _oneAtATime.WaitAsync(http.RequestAborted);
        try
        {
            Print(http.Request, body, opinion);
        }
        finally
        {
            _oneAtATime.Release();
        }

        http.Response.StatusCode = opinion is (false, _) ? StatusCodes.Status401Unauthorized : how.Status;
        if (Interlocked.Increment(ref _taken) == how.Count)
        {
            http.Response.OnCompleted(enough.CancelAsync);
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private void Print(HttpRequest request, byte[] body, (bool Right, string Said)? opinion)
    {
        var text = Encoding.UTF8.GetString(body);
        if (how.Json)
        {
            Screen.Body(JsonSerializer.Serialize(
                new
                {
                    method = request.Method,
                    path = request.Path + request.QueryString.ToString(),
                    headers = request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString()),
                    body = text,
                    verified = opinion?.Right,
                    signature = opinion?.Said,
                },
                JsonSerializerOptions.Web));
            return;
        }

        screen.Say($"{request.Method} {request.Path}{request.QueryString}");
        foreach (var header in request.Headers)
        {
            screen.Quiet($"{header.Key}: {header.Value}");
        }

        if (text.Length > 0)
        {
            Screen.Body(text);
        }

        switch (opinion)
        {
            case (true, var said):
                screen.Good(said);
                break;
            case (false, var said):
                screen.Warn(said);
                break;
        }

        screen.Say("");
    }
}
