using SiteHub.Delivery.Webhooks;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>Where on the form a fault is told: at what the person filled in, under the name that it has there.</summary>
/// <param name="Id">of the field; the text stands in <c>fault-</c> and this</param>
/// <param name="Label">as the form calls it</param>
public sealed record FormPlace(string Id, string Label)
{
    public static IReadOnlyList<FormPlace> All { get; } =
    [
        new("name", "Name"), new("url", "Address"), new("docTypes", "DocTypes"), new("method", "Method"), new("events", "Events"), new("sites", "Sites (none: all)"), new("condition", "Condition (JavaScript over doc and before; empty: always)"),
        new("structure", "Structure"), new("fields", "Chosen fields"), new("template", "Liquid template"), new("contentType", "Content type of the template"), new("headers", "Headers, one a line"),
        new("transform", "Transform (JavaScript; its value stands for the document)"), new("authentication", "Authentication"),
        new("secret", "Signing secret"), new("frappeSecret", "Frappe's secret"), new("user", "User"), new("password", "Password"), new("token", "Token"), new("tokenEndpoint", "Token endpoint"), new("issuer", "Issuer"),
        new("clientId", "Client id"), new("clientAuthentication", "How the client shows itself"), new("clientSecret", "Client secret"), new("privateKey", "Private key (PEM)"), new("keyId", "Key id"), new("scope", "Scope"), new("pem", "Certificate and private key (PEM)"),
        new("timeout", "Timeout"), new("rateLimit", "Tries a second (empty: no limit)"), new("concurrency", "At a time"), new("order", "Order"), new("retries", "Waits between tries"), new("treatAsDelivered", "Answers that mean that it is there already"),
    ];

    internal static FormPlace Of(Fault fault, IReadOnlyList<string> authentication)
    {
        var parts = fault.Path.Split('.');
        var head = parts[0].Split('[')[0];
        var id = head switch
        {
            "body" => parts.Length < 2 ? "structure" : parts[1].Split('[')[0] is "fields" or "template" or "contentType" ? parts[1].Split('[')[0] : "structure",
            "authentication" => Member(parts, authentication),
            "dynamicUrl" => "url",
            _ => head,
        };
        return All.FirstOrDefault(place => place.Id == id) ?? All[0];
    }

    private static string Member(string[] parts, IReadOnlyList<string> kinds)
    {
        var kind = int.TryParse(parts[0].AsSpan("authentication".Length).Trim("[]"), out var at) && at >= 0 && at < kinds.Count ? kinds[at] : "";
        return parts.Length < 2 || parts[1] == "type" ? "authentication" : kind == "frappe" ? "frappeSecret" : All.Any(place => place.Id == parts[1]) ? parts[1] : "authentication";
    }
}
