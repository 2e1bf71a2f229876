using System.Text.Json;

namespace SiteHub.Agent.Actions;

/// <summary>
/// What a program that uses the agent as a library does on an action, in another system. It is begun once: should the process die meanwhile, the request
/// becomes <c>unknown</c> and a person decides. Where that system holds a unique key, give it the request's id, and look for it first.
/// </summary>
public interface IActionHandler
{
    /// <summary>As the configuration's <c>handler</c> names it.</summary>
    string Name { get; }

    /// <summary>How long it may take. Whatever has no outcome by then is <c>unknown</c>; its token is cancelled, and it is not waited for any more.</summary>
    TimeSpan Limit => TimeSpan.FromMinutes(1);

    /// <param name="call">what was asked, by whom</param>
    /// <param name="cancellationToken">its time is over, or the site stops</param>
    /// <returns>what came of it; an exception makes the request <c>unknown</c></returns>
    Task<HandlerOutcome> Run(ActionCall call, CancellationToken cancellationToken);
}

/// <param name="Request">unique for ever: the key of its effect elsewhere</param>
/// <param name="Action">the action's name</param>
/// <param name="DocType">of the document, or of what comes of it</param>
/// <param name="Document">the document's name; null where there is none</param>
/// <param name="Account">the customer's record here</param>
/// <param name="User">the local user who belongs to the member</param>
/// <param name="Input">checked against the action's fields</param>
public sealed record ActionCall(string Request, string Action, string DocType, string? Document, string Account, string User, JsonElement Input);

/// <summary>What a handler says.</summary>
public abstract record HandlerOutcome
{
    private HandlerOutcome()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="DocType">of the document that came of it, if one did</param>
    /// <param name="Document">its name</param>
    public sealed record Done(string? DocType = null, string? Document = null) : HandlerOutcome;

    /// <summary>It was certainly not done.</summary>
    /// <param name="Reason">for the member</param>
    public sealed record Failed(string Reason) : HandlerOutcome;
}
