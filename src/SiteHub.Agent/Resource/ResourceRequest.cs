using Microsoft.AspNetCore.Http;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;

namespace SiteHub.Agent.Resource;

/// <summary>Who asks for which documents; found out in the same way for every method.</summary>
internal sealed record ResourceRequest(Caller Caller, DocType Type, string? Name)
{
    public static (ResourceRequest? Request, IResult? Answer) Of(HttpContext http, DocTypeCatalogue docTypes, KnownKeys keys)
    {
        if (Credentials.Of(http.Request, keys) is not { } caller)
        {
            return (null, FrappeAnswer.Of(Forbid.Credentials()));
        }

        var path = ResourcePath.Of(http);
        return docTypes.Find(path.DocType) is { } type
            ? (new ResourceRequest(caller, type, path.Name), null)
            : (null, FrappeAnswer.Of(Refuse.NoDocType(path.DocType)));
    }
}
