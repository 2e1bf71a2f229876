namespace SiteHub.Agent.Sources.Frappe.Calls;

/// <summary>
/// What Frappe's errors mean. Validation, links, states and stale writes all come as 417, so that the type of the exception decides; what is in no row of
/// the table is decided by the status alone.
/// </summary>
internal static class ErrorTable
{
    /// <summary>Of any status.</summary>
    private static readonly Dictionary<string, Verdict> Types = new(StringComparer.Ordinal)
    {
        ["AuthenticationError"] = Verdict.NeedsAuthorization,
        ["SessionExpired"] = Verdict.NeedsAuthorization,
        ["CSRFTokenError"] = Verdict.NeedsAuthorization,
        ["InvalidAuthorizationHeader"] = Verdict.NeedsAuthorization,
        ["InvalidAuthorizationToken"] = Verdict.NeedsAuthorization,
        ["InvalidAuthorizationPrefix"] = Verdict.NeedsAuthorization,
        ["TooManyRequestsError"] = Verdict.Retry,
        ["RateLimitExceededError"] = Verdict.Retry,
        ["SessionStopped"] = Verdict.Retry,
        ["SessionBootFailed"] = Verdict.Retry,
        ["InReadOnlyMode"] = Verdict.Retry,
        ["DocumentLockedError"] = Verdict.Retry,
        ["QueryDeadlockError"] = Verdict.Retry,
        ["QueryTimeoutError"] = Verdict.Retry,
        ["TimestampMismatchError"] = Verdict.Refused,
        ["DataError"] = Verdict.Bug,
        ["ImportError"] = Verdict.Bug,
        ["ModuleNotFoundError"] = Verdict.Bug,
    };

    /// <summary>Frappe says it with the type of every other refusal.</summary>
    private const string NoSuchMethod = "Failed to get method for command";

    /// <summary>Of whoever is taken for nobody: the token was not looked at.</summary>
    private const string Guest = "<strong>Guest</strong>";

    private const string NotCallable = "is not whitelisted";

    /// <param name="status">of an answer that is no success</param>
    /// <param name="error">what it says; null: nothing that Frappe itself wrote, such as a proxy's page</param>
    public static Verdict Of(int status, FrappeError? error)
    {
        if (error is null)
        {
            // A worker that died, a proxy that waited in vain, an error after the commit: all of them say it with a page.
            return status switch
            {
                401 => Verdict.NeedsAuthorization,
                429 or 503 => Verdict.Retry,
                >= 500 or 408 => Verdict.Unknown,
                _ => Verdict.Bug,
            };
        }

        if (error.Type is { } type && Types.TryGetValue(type, out var verdict))
        {
            return verdict;
        }

        var text = error.Text;
        return text.Contains(NoSuchMethod, StringComparison.Ordinal) || text.Contains(NotCallable, StringComparison.Ordinal) ? Verdict.Bug
            : status switch
            {
                401 => Verdict.NeedsAuthorization,
                403 => text.Contains(Guest, StringComparison.Ordinal) ? Verdict.NeedsAuthorization : Verdict.Refused,
                404 or 409 or 417 => Verdict.Refused,
                429 or 503 => Verdict.Retry,
                502 or 504 => Verdict.Unknown,
                _ => Verdict.Bug,
            };
    }
}
