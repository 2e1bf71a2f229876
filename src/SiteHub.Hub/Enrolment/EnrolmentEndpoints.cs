using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Identity;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Tries;
using SiteHub.Protocol.Enrolment;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Hub.Enrolment;

/// <summary>What sites ask for: <c>/sitehub/v1/enrolment</c>.</summary>
internal static class EnrolmentEndpoints
{
    private const string CodeTries = "enrolment";

    private const int MostBytes = 16 * 1024;

    public static IServiceCollection AddEnrolment(this IServiceCollection services) =>
        services.AddSingleton<EnrolmentCodes>().AddSingleton<SiteClients>().AddSingleton<Enrolling>().AddSingleton<SiteReach>();

    public static IEndpointRouteBuilder MapEnrolment(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sitehub/v1/enrolment", Enrol).WithTags("Enrolment").WithSummary("A site shows the code that an operator gave it, and the key by which it will be known");
        app.MapPost("/sitehub/v1/enrolment/{site}/proof", Prove).WithTags("Enrolment").WithSummary("Site and hub show each other that they have the link's secrets and each other's tokens");
        app.MapPost("/sitehub/v1/enrolment/{site}/rotation", Rotate).WithTags("Enrolment").WithSummary("A site renews its key and the link's secret; the old ones are taken for another day");
        return app;
    }

    private static async Task<IResult> Enrol(EnrolmentRequest request, HttpContext http, Enrolling enrolling, WrongTries tries, CancellationToken cancellationToken)
    {
        if (FaultOf(request.Key) is { } fault)
        {
            return Problem.Invalid([fault]);
        }

        var from = http.Connection.RemoteIpAddress;
        if (tries.Wait(CodeTries, from) is { } wait)
        {
            return TooManyTries.Answer(http, wait, "Too many wrong codes were tried from here.");
        }

        if (await enrolling.Enrol(request, new Actor("a site", from?.ToString()), cancellationToken) is { } answer)
        {
            tries.Right(CodeTries, from);
            return TypedResults.Ok(answer);
        }

        tries.Wrong(CodeTries, from);
        return new Problem(StatusCodes.Status403Forbidden, "code-refused", "The code is wrong, has expired, or was used. An operator gives a new one: sitehub sites code SLUG.");
    }

    private static async Task<IResult> Rotate(
        string site, HttpContext http, ILinkGuard guard, Database database, SecretBox box, Enrolling enrolling, TimeProvider time, CancellationToken cancellationToken)
    {
        var (signed, refusal) = await Signed(site, http, guard, database, box, time, cancellationToken);
        if (signed is null)
        {
            return refusal!;
        }

        var order = Read(signed.Body, EnrolmentJson.Default.RotationRequest);
        if (order?.Key is not { } key || FaultOf(key) is not null)
        {
            return Problem.Invalid([NoKey(order?.Key)]);
        }

        return await enrolling.Rotate(site, key, new Actor(HubScopes.SiteClient(site), http.Connection.RemoteIpAddress?.ToString()), cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : new Problem(StatusCodes.Status409Conflict, "key-taken", "Another key of this site has that name (kid); make a new one.");
    }

    private static async Task<IResult> Prove(
        string site, HttpContext http, ILinkGuard guard, ILinkTokens tokens, Database database, SecretBox box, SiteReach reach, TimeProvider time, CancellationToken cancellationToken)
    {
        var (signed, refusal) = await Signed(site, http, guard, database, box, time, cancellationToken);
        if (signed is null)
        {
            return refusal!;
        }

        if (Read(signed.Body, EnrolmentJson.Default.EnrolmentProof) is not { Nonce: not null } proof)
        {
            return Problem.Invalid([new Fault("nonce", null, "a text, which comes back in the answer")]);
        }

        var answer = JsonSerializer.SerializeToUtf8Bytes(
            new EnrolmentProofAnswer(proof.Nonce, await tokens.Get(site, renew: false, cancellationToken), await reach.Try(site, cancellationToken)), EnrolmentJson.Default.EnrolmentProofAnswer);
        var signature = new SecretRing(SigningSecret.Parse(LinkSecrets.Derive(new Secret(signed.Trust.Secret), site).HubToSite.Reveal())).Sign("proof_" + Guid.NewGuid().ToString("N"), time.GetUtcNow(), answer);
        http.Response.Headers[SignatureHeaders.IdName] = signature.Id;
        http.Response.Headers[SignatureHeaders.TimestampName] = signature.Timestamp;
        http.Response.Headers[SignatureHeaders.SignatureName] = signature.Signature;
        return Results.Bytes(answer, "application/json");
    }

    /// <summary>
    /// What changes the trust needs both things by which the site is known: its token, and the link's secret. A former secret does for as long as it
    /// does on the link: a site that was killed before it kept the new one asks again with the old.
    /// </summary>
    private static async Task<(SignedRequest? Signed, Problem? Refusal)> Signed(string site, HttpContext http, ILinkGuard guard, Database database, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        var admission = await guard.Admit(http, site);
        if (!admission.IsAdmitted)
        {
            return (null, new Problem(admission.Status, "refused", admission.Reason!));
        }

        if (database.Read(session => SiteTrust.Find(session, box, site)) is not { Revoked: null } trust)
        {
            return (null, new Problem(StatusCodes.Status409Conflict, "not-enrolled", "This site is not enrolled: its secrets, if it has any, stand in the configuration, and are changed there."));
        }

        if (http.Request.ContentLength > MostBytes)
        {
            return (null, new Problem(StatusCodes.Status413PayloadTooLarge, "too-large", "This is more than a key."));
        }

        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, cancellationToken);
        var body = buffer.ToArray();
        var now = time.GetUtcNow();
        var outcome = VerifyOutcome.NoMatch;
        foreach (var secret in trust.FormerSecret is { } former && trust.FormerUntil > now ? [trust.Secret, former] : new[] { trust.Secret })
        {
            outcome = SigningSecret.Parse(LinkSecrets.Derive(new Secret(secret), site).SiteToHub.Reveal()).Verifier.Verify(
                http.Request.Headers[SignatureHeaders.IdName], http.Request.Headers[SignatureHeaders.TimestampName], http.Request.Headers[SignatureHeaders.SignatureName], body, now);
            if (outcome == VerifyOutcome.Valid)
            {
                return (new SignedRequest(trust, body), null);
            }
        }

        return (null, new Problem(StatusCodes.Status401Unauthorized, "bad-signature", $"The request is not signed with the link's secret: {outcome}."));
    }

    /// <returns>null: it is none</returns>
    private static T? Read<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
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

        return NoKey(key);
    }

    private static Fault NoKey(PublicKey? key) => new("key", key?.Kty, "a JSON Web Key for ES256: kty EC, crv P-256, x, y, and a kid");

    private sealed record SignedRequest(SiteTrust Trust, byte[] Body);
}
