using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations.Tries;

namespace SiteHub.Agent.People;

/// <summary>Looks at each request's API key once, for whoever asks later, and at none from where too many wrong ones came.</summary>
internal static class KeyTries
{
    private const int LongestKey = 100;

    public static IApplicationBuilder UseKeyTries(this IApplicationBuilder app)
    {
        var keys = app.ApplicationServices.GetRequiredService<KnownKeys>();
        var tries = app.ApplicationServices.GetRequiredService<WrongTries>();
        return app.Use((http, next) =>
        {
            if (Credentials.Shown(http.Request) is not { } shown)
            {
                return next(http);
            }

            var (thing, from) = ("key " + (shown.Key.Length > LongestKey ? shown.Key[..LongestKey] : shown.Key), http.Connection.RemoteIpAddress);
            if (tries.Wait(thing, from) is { } wait)
            {
                return TooManyTries.Answer(http, wait, "Too many wrong keys or secrets came from there.").ExecuteAsync(http);
            }

            if (keys.Of(shown.Key, shown.Secret) is { } caller)
            {
                tries.Right(thing, from);
                http.Features.Set(caller);
            }
            else
            {
                tries.Wrong(thing, from);
            }

            return next(http);
        });
    }
}
