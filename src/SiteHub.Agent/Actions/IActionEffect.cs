using SiteHub.Agent.Documents;

namespace SiteHub.Agent.Actions;

/// <summary>Does what an action does, where the documents live.</summary>
internal interface IActionEffect
{
    /// <summary>Something of it may be done already.</summary>
    bool IsBegun(StoredRequest request);

    /// <summary>Ends the request, or leaves it as it is: then it is asked for again.</summary>
    /// <param name="request">accepted</param>
    /// <param name="action">what it asks for</param>
    /// <param name="document">as it stands; null where there is none, or it is begun</param>
    /// <param name="cancellationToken">the site stops</param>
    Task Do(StoredRequest request, CompiledAction action, StoredDocument? document, CancellationToken cancellationToken);
}
