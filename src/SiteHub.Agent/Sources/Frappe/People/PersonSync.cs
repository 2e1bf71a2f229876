using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Agent.Sources.Frappe.Reading;

namespace SiteHub.Agent.Sources.Frappe.People;

/// <summary>
/// Makes of one person's user at the Frappe site what the hub says. Looks first, and changes what differs: it may be done twice. What is done is noted before
/// it is asked for, so that after a kill nobody else's doing is taken for the hub's.
/// </summary>
internal sealed class PersonSync(FrappeClient client, FrappePeople people, SiteOptions site)
{
    public const string NotYet = "They have no user at the Frappe site yet: it is made when they first sign in there.";

    private static readonly string[] Untouchable = ["Administrator", "Guest"];

    private string? _own;

    /// <exception cref="FrappeFaultException">the site cannot be asked</exception>
    public async Task Run(FrappePerson person, CancellationToken cancellationToken)
    {
        if (person.Email is not { } email)
        {
            await people.Done(person, null, cancellationToken);
            return;
        }

        _own ??= await Own(cancellationToken);
        if (Untouchable.Append(_own).Contains(email, StringComparer.OrdinalIgnoreCase))
        {
            await people.Done(person, "The agent itself works as this user: it is left alone.", cancellationToken);
            return;
        }

        var reply = await client.Get(FrappeClient.PathOf("User", email), cancellationToken);
        if (reply is FrappeReply.Failed { Fault: var fault })
        {
            await (fault.IsMissing ? people.Later(person, NotYet, Wait(person.Tries, TimeSpan.FromMinutes(10)), cancellationToken) : Refused(person, fault, cancellationToken));
            return;
        }

        var user = Shown.Of(((FrappeReply.Answer)reply).Value);
        var wrong = await Stand(person, email, user, cancellationToken) ?? (person.Disabled || !user.Enabled ? null : await Roles(person, email, user, cancellationToken));
        if (wrong is null)
        {
            await people.Done(person, !person.Disabled && !user.Enabled ? "Somebody disabled the user at the Frappe site: the hub leaves it so." : null, cancellationToken);
        }
        else
        {
            await Refused(person, wrong, cancellationToken);
        }
    }

    /// <summary>Disabled there as here; and a sign-out, for which Frappe knows no other way.</summary>
    private async Task<FrappeFault?> Stand(FrappePerson person, string email, Shown user, CancellationToken cancellationToken)
    {
        if (person.Disabled)
        {
            if (!user.Enabled)
            {
                return null;
            }

            await people.Hold(person.Subject, held: true, cancellationToken);
            return await Enable(email, user, 0, cancellationToken);
        }

        var leaves = person.Leaving is { } leaving && (person.Left is null || person.Left < leaving);
        if (leaves && user.Enabled)
        {
            await people.Hold(person.Subject, held: true, cancellationToken);
            if (await Enable(email, user, 0, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        if ((leaves && user.Enabled) || (person.Held && !user.Enabled))
        {
            if (await Enable(email, user, 1, cancellationToken) is { } fault)
            {
                return fault;
            }

            user.Enabled = true;
        }

        if (leaves)
        {
            await people.HasLeft(person.Subject, person.Leaving!.Value, cancellationToken);
        }

        await people.Hold(person.Subject, held: false, cancellationToken);
        return null;
    }

    /// <summary>Adds what the hub gives and takes what it gave; roles that somebody there gave are theirs.</summary>
    private async Task<FrappeFault?> Roles(FrappePerson person, string email, Shown user, CancellationToken cancellationToken)
    {
        var has = user.Roles.Select(static row => (string?)row["role"] ?? "").ToList();
        var wanted = site.Site.Roles.Intersect(person.Roles).ToList();
        var added = wanted.Except(has).ToList();
        var taken = person.Given.Except(wanted).ToList();
        var given = person.Given.Intersect(wanted).Union(added).ToList();
        if (added.Count > 0 || taken.Intersect(has).Any())
        {
            await people.Note(person.Subject, person.Given.Union(added), cancellationToken);
            JsonNode[] rows = [.. user.Roles.Where(row => !taken.Contains((string?)row["role"] ?? "")).Select(static row => new JsonObject { ["name"] = row["name"]?.DeepClone(), ["role"] = row["role"]?.DeepClone() }), .. added.Select(static role => new JsonObject { ["role"] = role })];
            if (await Put(email, user, new JsonObject { ["roles"] = new JsonArray(rows) }, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        if (!given.SequenceEqual(person.Given))
        {
            await people.Note(person.Subject, given, cancellationToken);
        }

        return null;
    }

    private Task<FrappeFault?> Enable(string email, Shown user, int enabled, CancellationToken cancellationToken) => Put(email, user, new JsonObject { ["enabled"] = enabled }, cancellationToken);

    private async Task<FrappeFault?> Put(string email, Shown user, JsonObject change, CancellationToken cancellationToken)
    {
        change["modified"] = user.Modified;
        switch (await client.Put(FrappeClient.PathOf("User", email), change, cancellationToken))
        {
            case FrappeReply.Answer answer:
                (user.Modified, user.Roles) = (Shown.Of(answer.Value).Modified, Shown.Of(answer.Value).Roles);
                return null;
            case FrappeReply.Failed failed:
                return failed.Fault;
            default:
                throw new InvalidOperationException("An answer nobody knows.");
        }
    }

    /// <summary>What may be done, or be done later, is looked for again soon; what a person there has to mend, within the hour.</summary>
    private Task Refused(FrappePerson person, FrappeFault fault, CancellationToken cancellationToken) => fault.Verdict == Verdict.NeedsAuthorization
        ? throw new FrappeFaultException(fault)
        : people.Later(person, fault.Sentence is { Length: > 0 } said ? said : fault.Reason, Wait(person.Tries, fault.IsStale || fault.Verdict is Verdict.Retry or Verdict.Unknown ? TimeSpan.FromMinutes(5) : TimeSpan.FromHours(1)), cancellationToken);

    private static TimeSpan Wait(long tries, TimeSpan most) => TimeSpan.FromSeconds(Math.Min(most.TotalSeconds, Math.Pow(2, Math.Min(tries + 1, 12))));

    private async Task<string> Own(CancellationToken cancellationToken) => await client.Get("/api/method/frappe.auth.get_logged_user", cancellationToken) switch
    {
        FrappeReply.Answer { Value: { ValueKind: JsonValueKind.String } name } => name.GetString()!,
        FrappeReply.Failed failed => throw new FrappeFaultException(failed.Fault),
        _ => throw new FrappeFaultException(new FrappeFault(Verdict.Bug, 200, null, "The site does not say as whom it is asked.")),
    };

    /// <summary>A user as the site shows it.</summary>
    private sealed class Shown
    {
        public bool Enabled { get; set; }

        public string? Modified { get; set; }

        public IReadOnlyList<JsonObject> Roles { get; set; } = [];

        public static Shown Of(JsonElement user) => new()
        {
            Enabled = user.ValueKind == JsonValueKind.Object && user.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.Number && enabled.TryGetInt32(out var flag) && flag == 1,
            Modified = user.ValueKind == JsonValueKind.Object ? SourceRow.TextOf(user, "modified") : null,
            Roles = user.ValueKind == JsonValueKind.Object && user.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
                ? [.. roles.EnumerateArray().Where(static row => row.ValueKind == JsonValueKind.Object).Select(static row => JsonObject.Create(row)!)]
                : [],
        };
    }
}
