using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>The client at the hub as which the Frappe site signs its people in.</summary>
public sealed record SignInClient(string Id, Secret Secret);

/// <summary>The Social Login Key by which people of the Frappe site sign in through the hub.</summary>
internal sealed class SignInKey(FrappeClient client, MadeRecord made, Uri hub, Uri site)
{
    public const string DocType = "Social Login Key";

    /// <summary>What Frappe makes of the provider's name; the redirect ends with it.</summary>
    public const string Name = "sitehub";

    private const string Redirect = "/api/method/frappe.integrations.oauth2_logins.custom/" + Name;

    /// <param name="purpose">what is done about it</param>
    /// <param name="given">null: nobody gave one now</param>
    /// <param name="cancellationToken">ends it</param>
    public async Task<JoinNote> Settle(Purpose purpose, SignInClient? given, CancellationToken cancellationToken)
    {
        var record = made.Find(DocType, Name);
        if (given is null && record is null)
        {
            return JoinNote.Next(
                "sign-in",
                "Its people do not sign in through the hub yet.",
                "If they shall: the hub's operator adds a client with \"frappe\": true, \"site\" as this site is called, and the redirect {0}; then connect again with --login-client and --login-secret-env.",
                new Uri(site, Redirect).AbsoluteUri);
        }

        var answer = await client.Get(FrappeClient.PathOf(DocType, Name), cancellationToken);
        switch (answer)
        {
            case FrappeReply.Failed { Fault.IsMissing: true } when purpose == Purpose.Look || given is null:
                return JoinNote.Limited("sign-in-missing", "The Social Login Key {0} is not there any more: nobody signs in through the hub.", "Connect again with --login-client and --login-secret-env.", Name);
            case FrappeReply.Failed { Fault.IsMissing: true }:
                return await Save(purpose, given, isNew: true, cancellationToken);
            case FrappeReply.Failed { Fault: { IsForbidden: true } }:
                return JoinNote.Limited("sign-in-refused", "The user may not see or make Social Login Keys.", "Give it the role System Manager and connect again, or make the key by hand as docs/erpnext.md says.");
            case FrappeReply.Failed { Fault: var fault }:
                return JoinNote.Limited("sign-in", "The Social Login Key cannot be looked at: {0}", "Try again; if it stays so, look into the site's Error Log.", fault.Reason);
        }

        var row = ((FrappeReply.Answer)answer).Value;
        if (record is null && SourceRow.TextOf(row, "base_url")?.TrimEnd('/') != Base)
        {
            return JoinNote.Hindered("sign-in-foreign", "There is a Social Login Key {0} that is not ours: it leads to {1}.", "Rename it there, or delete it; then connect again.", Name, SourceRow.TextOf(row, "base_url") ?? "");
        }

        var changed = Wanted(given?.Id).Where(one => row.TryGetProperty(one.Key, out var found) && (found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText()) != (one.Value!.GetValueKind() == JsonValueKind.String ? (string)one.Value! : one.Value.ToJsonString())).Select(static one => one.Key).ToList();
        if (changed.Count == 0 && record?.Modified is { } ours && SourceRow.TextOf(row, "modified") == ours)
        {
            return JoinNote.Good("sign-in", "Its people sign in through the hub, by the Social Login Key {0}.", Name);
        }

        return purpose != Purpose.Look && given is not null
            ? await Save(purpose, given, isNew: false, cancellationToken)
            : JoinNote.Limited("sign-in-changed", "Somebody changed the Social Login Key {0}: {1}.", "Connect again with --login-client and --login-secret-env.", Name, changed.Count > 0 ? string.Join(", ", changed) : "perhaps its secret, which nobody can read");
    }

    private string Base => hub.GetLeftPart(UriPartial.Authority);

    private async Task<JoinNote> Save(Purpose purpose, SignInClient given, bool isNew, CancellationToken cancellationToken)
    {
        if (purpose == Purpose.Plan)
        {
            return JoinNote.Made("sign-in", "Would make the Social Login Key {0}, which leads to {1}.", Name, Base);
        }

        var fields = Wanted(given.Id);
        fields["client_secret"] = given.Secret.Reveal();
        if (isNew)
        {
            made.Note(DocType, Name, null);
            (fields["provider_name"], fields["social_login_provider"], fields["auth_url_data"], fields["sign_ups"]) = ("SiteHub", "Custom", """{"response_type": "code", "scope": "openid profile email"}""", "Allow");
        }

        var answer = isNew ? await client.Post($"/api/resource/{Uri.EscapeDataString(DocType)}", fields, cancellationToken) : await client.Put(FrappeClient.PathOf(DocType, Name), fields, cancellationToken);
        if (answer is FrappeReply.Answer { Value: var saved })
        {
            made.Note(DocType, Name, SourceRow.TextOf(saved, "modified"));
            return JoinNote.Made("sign-in", "Made the Social Login Key {0}, which leads to {1}.", Name, Base);
        }

        var fault = ((FrappeReply.Failed)answer).Fault;
        if (isNew && !fault.MayBeDone)
        {
            made.Forget(DocType, Name);
        }

        return JoinNote.Limited("sign-in", "The Social Login Key could not be saved: {0}", "Put that right, and connect again.", fault.Sentence is { Length: > 0 } sentence ? sentence : fault.Reason);
    }

    private JsonObject Wanted(string? clientId)
    {
        var fields = new JsonObject
        {
            ["enable_social_login"] = 1, ["base_url"] = Base, ["custom_base_url"] = 1, ["authorize_url"] = "/connect/authorize", ["access_token_url"] = "/connect/token",
            ["api_endpoint"] = new Uri(hub, "/connect/userinfo").AbsoluteUri, ["redirect_url"] = Redirect, ["user_id_property"] = "sub",
        };
        if (clientId is not null)
        {
            fields["client_id"] = clientId;
        }

        return fields;
    }
}
