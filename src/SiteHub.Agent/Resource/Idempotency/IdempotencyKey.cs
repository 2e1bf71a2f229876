using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource.Idempotency;

/// <summary>A client's word for one request: however often it is sent, it is done once. Every user has keys of their own.</summary>
internal readonly record struct IdempotencyKey(string User, string Key)
{
    public const string Header = "Idempotency-Key";

    private const int Longest = 255;

    public static (IdempotencyKey? Key, Refusal? Refusal) Of(HttpRequest request, string user)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
        {
            return (null, null);
        }

        var key = values.ToString();
        return key.Length is > 0 and <= Longest && key.All(c => c is > ' ' and < '\x7f')
            ? (new IdempotencyKey(user, key), null)
            : (null, Refusal.Thrown("ValidationError", $"{Header} must be 1 to {Longest} visible ASCII characters", 400));
    }

    public static Refusal UsedOtherwise() =>
        Refusal.Thrown("ValidationError", $"This {Header} was used for another request; take a new one for a new request", 422);

    public static Refusal InProgress() =>
        Refusal.Thrown("ValidationError", $"A request with this {Header} is being carried out; send it again once that is over", 409);
}
