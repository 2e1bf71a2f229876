using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Hub.People;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Problems;
using SiteHub.Protocol.Enrolment;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Enrolment;

/// <summary>What sites ask for: <c>/sitehub/v1/enrolment</c>.</summary>
internal static class EnrolmentEndpoints
{
    public static IServiceCollection AddEnrolment(this IServiceCollection services) =>
        services.AddSingleton<EnrolmentCodes>().AddSingleton<SiteClients>().AddSingleton<Enrolling>().AddSingleton<SiteReach>();

    public static IEndpointRouteBuilder MapEnrolment(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sitehub/v1/enrolment", Enrol).WithTags("Enrolment").WithSummary("A site shows the code that an operator gave it, and the key by which it will be known");
        app.MapPost("/sitehub/v1/enrolment/{site}/proof", Prove).WithTags("Enrolment").WithSummary("Site and hub show each other that they have the link's secrets and each other's tokens");
        app.MapPost("/sitehub/v1/enrolment/{site}/rotation", Rotate).WithTags("Enrolment").WithSummary("A site renews its key and the link's secret; the old ones are taken for another day");
        return app;
    }

    private static async Task<IResult> Enrol(EnrolmentRequest request, HttpContext http, Enrolling enrolling, SignInAttempts attempts, CancellationToken cancellationToken)
    {
        if (FaultOf(request.Key) is { } fault)
        {
            return Problem.Invalid([fault]);
        }

        // Counted like passwords: by where it comes from.
        if (!await attempts.Take("enrolment " + http.Connection.RemoteIpAddress, null, http.Connection.RemoteIpAddress, cancellationToken))
        {
            http.Response.Headers.RetryAfter = "300";
            return new Problem(StatusCodes.Status429TooManyRequests, "too-many-codes", "Too many codes were tried from here; wait five minutes.");
        }

        return await enrolling.Enrol(request, new Actor("a site", http.Connection.RemoteIpAddress?.ToString()), cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : new Problem(StatusCodes.Status403Forbidden, "code-refused", "The code is wrong, has expired, or was used. An operator gives a new one: sitehub sites code SLUG.");
    }

    private static async Task<IResult> Rotate(string site, RotationRequest request, HttpContext http, ILinkGuard guard, Enrolling enrolling, CancellationToken cancellationToken)
    {
        var admission = await guard.Admit(http, site);
        if (!admission.IsAdmitted)
        {
            return new Problem(admission.Status, "refused", admission.Reason!);
        }

        if (FaultOf(request.Key) is { } fault)
        {
            return Problem.Invalid([fault]);
        }

        return await enrolling.Rotate(site, request.Key, new Actor(HubScopes.SiteClient(site), http.Connection.RemoteIpAddress?.ToString()), cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : new Problem(StatusCodes.Status409Conflict, "not-enrolled", "This site is not enrolled: its secrets stand in the configuration, and are changed there.");
    }

    private static async Task<IResult> Prove(
        string site, HttpContext http, ILinkGuard guard, ILinkTokens tokens, Database database, SecretBox box, SiteReach reach, TimeProvider time, CancellationToken cancellationToken)
    {
        var admission = await guard.Admit(http, site);
        if (!admission.IsAdmitted)
        {
            return new Problem(admission.Status, "refused", admission.Reason!);
        }

        if (database.Read(session => SiteTrust.Find(session, box, site)) is not { Revoked: null } trust)
        {
            return new Problem(StatusCodes.Status409Conflict, "not-enrolled", "This site is not enrolled.");
        }

        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, cancellationToken);
        var body = buffer.ToArray();
        var secrets = LinkSecrets.Derive(new Secret(trust.Secret), site);
        var outcome = SigningSecret.Parse(secrets.SiteToHub.Reveal()).Verifier.Verify(
            http.Request.Headers["webhook-id"], http.Request.Headers["webhook-timestamp"], http.Request.Headers["webhook-signature"], body, time.GetUtcNow());
        if (outcome != VerifyOutcome.Valid)
        {
            return new Problem(StatusCodes.Status401Unauthorized, "bad-signature", $"The proof is not signed with the link's secret: {outcome}.");
        }

        var proof = JsonSerializer.Deserialize(body, EnrolmentJson.Default.EnrolmentProof)!;
        var answer = JsonSerializer.SerializeToUtf8Bytes(
            new EnrolmentProofAnswer(proof.Nonce, await tokens.Get(site, renew: false, cancellationToken), await reach.Try(site, cancellationToken)), EnrolmentJson.Default.EnrolmentProofAnswer);
        var signature = new SecretRing(SigningSecret.Parse(secrets.HubToSite.Reveal())).Sign("proof_" + Guid.NewGuid().ToString("N"), time.GetUtcNow(), answer);
        http.Response.Headers[SignatureHeaders.IdName] = signature.Id;
        http.Response.Headers[SignatureHeaders.TimestampName] = signature.Timestamp;
        http.Response.Headers[SignatureHeaders.SignatureName] = signature.Signature;
        return Results.Bytes(answer, "application/json");
    }

    private static Fault? FaultOf(PublicKey? key)
    {
        try
        {
            if (key is { Kty: "EC", Crv: "P-256", Kid.Length: > 0 and <= 100 })
            {
                using var ec = ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = System.Buffers.Text.Base64Url.DecodeFromChars(key.X), Y = System.Buffers.Text.Base64Url.DecodeFromChars(key.Y) },
                });
                return null;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            // Said below.
        }

        return new Fault("key", key?.Kty, "a JSON Web Key for ES256: kty EC, crv P-256, x, y, and a kid");
    }
}
