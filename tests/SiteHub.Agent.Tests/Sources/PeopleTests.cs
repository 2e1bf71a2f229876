using System.Buffers;
using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.People;
using SiteHub.Delivery.Links;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.People;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>The hub's people as users of the Frappe site: roles, standing and sign-outs.</summary>
public sealed class PeopleTests : IAsyncLifetime
{
    private const string Email = "sam@acme.example";
    private const string Sam = "sub-sam";

    private readonly FrappeWorld _world = new();
    private int _entries;

    public async ValueTask InitializeAsync()
    {
        _world.Site.Linked = true;
        _world.Site.RoleNames.AddRange(["Sales User", "Projects User", "Unheard Of"]);
        foreach (var role in new[] { "Sales User", "Projects User", "Own Role", "System Manager" })
        {
            _world.Frappe.Site.Insert("Role", new JsonObject { ["__newname"] = role, ["name"] = role });
        }

        await _world.StartAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Roles_are_put_on_the_user_once_they_have_signed_in_there_and_change_with_the_hubs()
    {
        await Roles("Sales User", "King of the site");
        await Round();
        Row().Reason.ShouldBe(PersonSync.NotYet);

        SignsIn();
        await Later();
        RolesThere().ShouldBe("Sales User");
        Row().Reason.ShouldBeNull();

        await Roles("Projects User", "Sales User");
        await Round();
        RolesThere().ShouldBe("Projects User, Sales User");

        await Roles("Projects User");
        await Round();
        RolesThere().ShouldBe("Projects User");
    }

    [Fact]
    public async Task Roles_that_somebody_there_gave_are_theirs()
    {
        SignsIn("Own Role", "Sales User");
        await Roles("Sales User", "Projects User");
        await Round();
        RolesThere().ShouldBe("Own Role, Projects User, Sales User");

        await Roles();
        await Round();

        RolesThere().ShouldBe("Own Role, Sales User");
    }

    [Theory]
    [InlineData("sam@new.example")]
    [InlineData(null)]
    public async Task With_another_address_the_former_user_loses_what_the_hub_gave_and_nothing_else(string? address)
    {
        SignsIn("Own Role");
        await Roles("Sales User", "Projects User");
        await Round();
        RolesThere().ShouldBe("Own Role, Projects User, Sales User");
        _world.Frappe.Site.Insert("User", new JsonObject { ["name"] = "sam@new.example", ["email"] = "sam@new.example", ["enabled"] = 1, ["roles"] = new JsonArray() });

        await As(address, "Sales User");
        await Round();

        RolesThere().ShouldBe("Own Role");
        RolesThere("sam@new.example").ShouldBe(address is null ? "" : "Sales User");

        await As(Email, "Projects User");
        await Round();
        RolesThere().ShouldBe("Own Role, Projects User");
        RolesThere("sam@new.example").ShouldBe("");

        await As(Email);
        await Round();
        RolesThere().ShouldBe("Own Role");
    }

    [Fact]
    public async Task A_role_that_there_is_not_is_said_and_comes_once_there_is()
    {
        SignsIn();
        await Roles("Unheard Of");
        await Round();
        Row().Reason!.ShouldContain("Could not find Role: Unheard Of");
        RolesThere().ShouldBe("");

        _world.Frappe.Site.Insert("Role", new JsonObject { ["__newname"] = "Unheard Of", ["name"] = "Unheard Of" });
        _world.Site.Time.Advance(TimeSpan.FromHours(2));
        await Round();
        RolesThere().ShouldBe("Unheard Of");
    }

    [Fact]
    public async Task What_is_refused_for_long_is_an_operators_affair()
    {
        SignsIn();
        await Roles("Unheard Of");
        for (var i = 0; i < 4; i++)
        {
            _world.Site.Time.Advance(TimeSpan.FromHours(2));
            await Round();
        }

        var one = _world.Site.Service<SiteHub.Operations.Features.Admin.AttentionList>().Look().Single(static one => one.Kind == "source-people");
        one.Reason!.ShouldContain("Unheard Of");
    }

    [Fact]
    public async Task Whom_the_hub_disables_is_disabled_there_and_enabled_again_by_the_hub_alone()
    {
        SignsIn();
        await Roles("Sales User");
        await Standing(disabled: true);
        await Round();
        (Enabled(), _world.Frappe.Site.Sessions.Contains(Email)).ShouldBe((0, false));

        await Standing(disabled: false);
        await Round();
        (Enabled(), RolesThere()).ShouldBe((1, "Sales User"));
    }

    [Fact]
    public async Task Whom_somebody_there_disabled_stays_so_whatever_the_hub_enables_or_ends()
    {
        SignsIn();
        await Roles("Sales User");
        await Round();
        _world.Frappe.Site.Update("User", Email, new JsonObject { ["enabled"] = 0 });

        await Standing(disabled: true);
        await Round();
        await Standing(disabled: false);
        await Round();
        await Left();
        await Round();

        Enabled().ShouldBe(0);
        Row().Reason!.ShouldContain("Somebody disabled the user");
    }

    [Fact]
    public async Task A_sign_out_at_the_hub_ends_the_sessions_there_once()
    {
        SignsIn();
        await Roles("Sales User");
        await Round();
        await Left();
        await Round();
        (Enabled(), _world.Frappe.Site.Sessions.Contains(Email), RolesThere()).ShouldBe((1, false, "Sales User"));

        // They sign in again; the same sign-out, told once more, is no other.
        _world.Frappe.Site.Sessions.Add(Email);
        await Told(LinkEventTypes.SessionEnded, new UserStanding(null, Sam, Row().Leaving!.Value).WriteTo);
        await Roles("Sales User");
        await Round();
        _world.Frappe.Site.Sessions.ShouldContain(Email);
    }

    [Theory]
    [InlineData("die before", 1)]
    [InlineData("die after", 1)]
    [InlineData("die after", 2)]
    [InlineData("fail after", 1)]
    [InlineData("fail after", 2)]
    public async Task Whatever_dies_in_between_it_comes_out_the_same(string how, int times)
    {
        SignsIn("Own Role");
        await Roles("Sales User");
        await Round();
        await Roles("Projects User");
        await Left();
        (_world.Frappe.Faults.DieBefore, _world.Frappe.Faults.DieAfterCommit, _world.Frappe.Faults.FailAfterCommit) = how switch { "die before" => (times, 0, 0), "die after" => (0, times, 0), _ => (0, 0, times) };
        await Round();
        await _world.Site.Restart();

        for (var i = 0; i < 4; i++)
        {
            _world.Site.Time.Advance(TimeSpan.FromMinutes(6));
            await Round();
        }

        (Enabled(), _world.Frappe.Site.Sessions.Contains(Email), RolesThere()).ShouldBe((1, false, "Own Role, Projects User"));
        Row().Reason.ShouldBeNull();
    }

    [Fact]
    public async Task A_process_that_died_between_disabling_and_enabling_enables()
    {
        SignsIn();
        await Roles("Sales User");
        await Round();
        await Left();

        // Noted, and done at the site; then nothing more.
        await _world.Site.Database.Writer.Write(static db => db.Execute("UPDATE frappe_person SET held = 1"));
        _world.Frappe.Site.Update("User", Email, new JsonObject { ["enabled"] = 0 });
        await _world.Site.Restart();
        await Round();

        Enabled().ShouldBe(1);
    }

    [Fact]
    public async Task The_agents_own_user_and_those_that_Frappe_itself_needs_are_left_alone()
    {
        foreach (var name in new[] { "Administrator", "Guest" })
        {
            _world.Frappe.Site.Insert("User", new JsonObject { ["__newname"] = name, ["name"] = name, ["email"] = name });
            await Told(LinkEventTypes.UserRoles, new PersonAtSite(null, $"sub-{name}", name, ["System Manager"], _world.Site.Time.GetUtcNow()).WriteTo);
            await Told(LinkEventTypes.UserDisabled, new UserStanding(null, $"sub-{name}", _world.Site.Time.GetUtcNow()).WriteTo);
        }

        await Round();

        foreach (var name in new[] { "Administrator", "Guest" })
        {
            var user = _world.Frappe.Site.Find("User", name);
            ((int)user["enabled"]!, user["roles"]!.AsArray().Count).ShouldBe((1, 0));
        }
    }

    [Fact]
    public async Task What_is_older_undoes_nothing_and_somebody_elses_people_are_none()
    {
        SignsIn();
        var before = _world.Site.Time.GetUtcNow();
        await Roles("Sales User");
        (await Told(LinkEventTypes.UserRoles, new PersonAtSite(null, Sam, Email, [], before.AddMinutes(-5)).WriteTo)).ShouldBe(ApplyOutcome.Known);
        (await Told(LinkEventTypes.UserRoles, new PersonAtSite("https://other.example/", Sam, Email, [], before.AddMinutes(5)).WriteTo)).ShouldBeOfType<ApplyOutcome.Refused>();
        (await Told(LinkEventTypes.SessionEnded, new UserStanding("https://other.example/", Sam, before.AddMinutes(5)).WriteTo)).ShouldBeOfType<ApplyOutcome.Refused>();
        await Round();

        RolesThere().ShouldBe("Sales User");
    }

    [Fact]
    public async Task Somebody_edits_the_user_meanwhile_and_loses_nothing()
    {
        SignsIn();
        await Roles("Sales User");
        var once = 0;
        _world.Frappe.Faults.Instead = path =>
        {
            if (path.Contains("/User/", StringComparison.Ordinal) && once++ == 1)
            {
                _world.Frappe.Site.Update("User", Email, new JsonObject { ["roles"] = new JsonArray(new JsonObject { ["role"] = "Own Role" }) });
            }

            return null;
        };
        await Round();
        await Later();

        RolesThere().ShouldBe("Own Role, Sales User");
    }

    private void SignsIn(params string[] roles)
    {
        _world.Frappe.Site.Insert("User", new JsonObject { ["__newname"] = Email, ["name"] = Email, ["email"] = Email, ["first_name"] = "Sam", ["roles"] = new JsonArray([.. roles.Select(static role => new JsonObject { ["role"] = role })]) });
        _world.Frappe.Site.Sessions.Add(Email);
    }

    private Task<ApplyOutcome> As(string? email, params string[] roles) => Told(LinkEventTypes.UserRoles, new PersonAtSite(null, Sam, email, roles, Now()).WriteTo);

    private Task<ApplyOutcome> Roles(params string[] roles) => Told(LinkEventTypes.UserRoles, new PersonAtSite(null, Sam, Email, roles, Now()).WriteTo);

    private Task<ApplyOutcome> Standing(bool disabled) => Told(disabled ? LinkEventTypes.UserDisabled : LinkEventTypes.UserEnabled, new UserStanding(null, Sam, Now()).WriteTo);

    private Task<ApplyOutcome> Left() => Told(LinkEventTypes.SessionEnded, new UserStanding(null, Sam, Now()).WriteTo);

    /// <summary>Each a little later than the last: the wire has milliseconds.</summary>
    private DateTimeOffset Now()
    {
        _world.Site.Time.Advance(TimeSpan.FromSeconds(1));
        return _world.Site.Time.GetUtcNow();
    }

    private async Task<ApplyOutcome> Told(string type, Action<IBufferWriter<byte>> write)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        var apply = _world.Site.Service<ILinkApplier>().Prepare("acme", Epoch.None, new LinkEvent(1, $"evt_{_entries++}", type, _world.Site.Time.GetUtcNow(), data.WrittenMemory.ToArray()));
        return await _world.Site.Database.Writer.Write(apply);
    }

    private Task Round() => _world.Worker<PeopleWorker>().Round(CancellationToken.None);

    private async Task Later()
    {
        _world.Site.Time.Advance(TimeSpan.FromMinutes(11));
        await Round();
    }

    private FrappePerson Row() => _world.Site.Service<FrappePeople>().Find(Sam)!;

    private int Enabled() => (int)_world.Frappe.Site.Find("User", Email)["enabled"]!;

    private string RolesThere(string email = Email) => string.Join(", ", _world.Frappe.Site.Find("User", email)["roles"]!.AsArray().Select(static row => (string)row!["role"]!).Order(StringComparer.Ordinal));
}
