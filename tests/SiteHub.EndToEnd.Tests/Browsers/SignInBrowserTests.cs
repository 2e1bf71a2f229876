using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SiteHub.EndToEnd.Tests.Worlds;
using SiteHub.Hub.Tests.Accounts;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>What people do, in a real browser against `sitehub up`.</summary>
public sealed class SignInBrowserTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    private const string Employee = "sales@acme.example";

    [Fact]
    public async Task One_sign_in_opens_hub_and_both_sites_and_signing_out_at_the_hub_shuts_all_three()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn(Employee);
        await visitor.Go(world.Hub);
        (await visitor.Page.TitleAsync()).ShouldContain("Companies");
        foreach (var site in new[] { world.Acme, world.Globex })
        {
            await visitor.Go(site, "/signin");
            visitor.Page.Url.ShouldBe(site.AbsoluteUri);
            (await visitor.Page.TitleAsync()).ShouldContain("Documents");
        }

        await visitor.Go(world.Hub);
        await visitor.SignOut();

        foreach (var site in new[] { world.Acme, world.Globex })
        {
            await Until.Holds(async () =>
            {
                await visitor.Go(site);
                visitor.Page.Url.ShouldStartWith(new Uri(world.Hub, "/connect/authorize").AbsoluteUri);
            });
        }

        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_sign_in_at_a_site_takes_seven_requests_and_the_next_site_four()
    {
        await using var visitor = await world.Visit();
        var requests = new List<string>();
        visitor.Page.Request += (_, request) =>
        {
            if (request.IsNavigationRequest)
            {
                requests.Add($"{request.Method} {request.Url}");
            }
        };
        await visitor.Go(world.Acme);
        await visitor.Page.Locator("#Email").FillAsync(Employee);
        await visitor.Page.Locator("button.btn-primary").ClickAsync();
        await visitor.Page.Locator("#Password").FillAsync(world.PasswordOf(Employee));
        await visitor.Page.Locator("button.btn-primary").ClickAsync();
        await visitor.Page.WaitForURLAsync(world.Acme.AbsoluteUri);
        requests.Count.ShouldBe(7, string.Join('\n', requests));

        requests.Clear();
        await visitor.Go(world.Globex);
        visitor.Page.Url.ShouldBe(world.Globex.AbsoluteUri);
        requests.Count.ShouldBe(4, string.Join('\n', requests));
        visitor.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("query", true)]
    [InlineData("form_post", true)]
    [InlineData("query", false)]
    [InlineData("form_post", false)]
    public async Task A_client_whose_callback_leads_on_to_another_origin_is_reached_by_its_answer_in_the_address_and_by_form(string mode, bool javaScript)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(world.Portal.AbsoluteUri);
        await using var portal = builder.Build();
        portal.MapMethods("/callback", ["GET", "POST"], async Task<IResult> (HttpContext http) =>
            Results.Redirect($"http://127.0.0.1:{world.Portal.Port}/landed?code={(http.Request.HasFormContentType ? (await http.Request.ReadFormAsync())["code"] : http.Request.Query["code"])}"));
        portal.MapGet("/landed", static () => Results.Text("<!DOCTYPE html><link rel=icon href=data:,><main>landed</main>", "text/html"));
        await portal.StartAsync(TestContext.Current.CancellationToken);
        await using var visitor = await world.Visit(javaScript: javaScript);

        await visitor.Go(world.Hub, $"/connect/authorize?response_type=code&response_mode={mode}&client_id=portal&scope=openid&state=s&nonce=n&code_challenge=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz&code_challenge_method=S256&redirect_uri={Uri.EscapeDataString(new Uri(world.Portal, "/callback").AbsoluteUri)}");
        await visitor.Page.Locator("#Email").FillAsync(Employee);
        await visitor.Page.Locator("button.btn-primary").ClickAsync();
        await visitor.Page.Locator("#Password").FillAsync(world.PasswordOf(Employee));
        await visitor.Page.Locator("button.btn-primary").ClickAsync();
        if (mode == "form_post" && !javaScript)
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        }

        await visitor.Page.WaitForURLAsync(static url => url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal));
        visitor.Page.Url.ShouldContain("/landed?code=");
        visitor.Page.Url.Length.ShouldBeGreaterThan(40, "with the code");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_invitation_leads_to_the_first_sign_in()
    {
        using var http = new HttpClient { BaseAddress = world.Hub };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await HubClient.TokenAsync(http, "operations", "operations-sample-secret", "hub.admin"));
        using var invited = await http.PostAsJsonAsync("/api/v1/people", new { email = "nora@lakeside.example", name = "Nora" }, TestContext.Current.CancellationToken);
        invited.EnsureSuccessStatusCode();
        await using var visitor = await world.Visit();

        await visitor.Go(world.Hub, "/dev/mailbox");
        await visitor.Page.Locator(".card", new() { HasText = "nora@lakeside.example" }).Locator("a").ClickAsync();
        await visitor.Page.Locator("#Password").FillAsync("a long enough password");
        await visitor.Page.Locator("button.btn-primary").ClickAsync();

        await visitor.Page.WaitForURLAsync(world.Hub.AbsoluteUri);
        (await visitor.Page.Locator("header").InnerTextAsync()).ShouldContain("Nora");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disabled_person_is_out_of_hub_and_site_within_seconds()
    {
        using var http = new HttpClient { BaseAddress = world.Hub };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await HubClient.TokenAsync(http, "operations", "operations-sample-secret", "hub.admin"));
        using var invited = await http.PostAsJsonAsync("/api/v1/people", new { email = "leaver@lakeside.example", name = "Lee" }, TestContext.Current.CancellationToken);
        var person = (await invited.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        await using var visitor = await world.Visit();
        await visitor.Page.GotoAsync((string)person["link"]!);
        await visitor.Page.Locator("#Password").FillAsync("a long enough password");
        await visitor.Page.Locator("button.btn-primary").ClickAsync();
        await visitor.Page.WaitForURLAsync(world.Hub.AbsoluteUri);
        await visitor.Go(world.Acme, "/signin");
        visitor.Page.Url.ShouldBe(world.Acme.AbsoluteUri);

        using var disabled = await http.PostAsync($"/api/v1/people/{person["id"]}/disable", null, TestContext.Current.CancellationToken);
        disabled.EnsureSuccessStatusCode();

        await Until.Holds(
            async () =>
            {
                await visitor.Go(world.Acme);
                visitor.Page.Url.ShouldStartWith(new Uri(world.Hub, "/connect/authorize").AbsoluteUri);
            },
            seconds: 5);
    }

    [Fact]
    public async Task A_passkey_is_made_and_opens_the_account_without_a_password()
    {
        await using var visitor = await world.Visit();
        var tools = await visitor.DevTools();
        await tools.SendAsync("WebAuthn.enable", new() { ["enableUI"] = false });
        await tools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        await visitor.SignIn("buyer@riverside.example");
        await visitor.Go(world.Hub, "/account/security");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await visitor.Page.GetByText("The passkey is ready").WaitForAsync();
        await visitor.SignOut();

        // Offered by the browser as soon as the page is there, or by the button: whichever comes first.
        await visitor.Go(world.Hub, "/signin");
        try
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync(new() { Timeout = 5000 });
        }
        catch (Exception gone) when (gone is PlaywrightException or TimeoutException)
        {
            // It has signed in by itself.
        }

        await visitor.Page.WaitForURLAsync(world.Hub.AbsoluteUri);
        (await visitor.Page.Locator("header").InnerTextAsync()).ShouldContain("Rita");
    }

    [Fact]
    public async Task A_second_factor_is_set_up_and_asked_for()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn("buyer@lakeside.example");
        await visitor.Go(world.Hub, "/account/second-factor");
        (await visitor.Page.Locator("img.qr").EvaluateAsync<int>("image => image.naturalWidth")).ShouldBeGreaterThan(0);
        var key = (await visitor.Page.Locator("p.mono").InnerTextAsync()).Trim();
        await visitor.Page.Locator("#Code").FillAsync(Totp.Code(key, -1));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        (await visitor.Page.Locator("ul.mono li").CountAsync()).ShouldBe(10);
        await visitor.SignOut();

        await visitor.SignIn("buyer@lakeside.example");
        visitor.Page.Url.ShouldContain("/signin/code");
        await visitor.Page.Locator("#Code").FillAsync(Totp.Code(key));
        await visitor.Page.Locator("button.btn-primary").ClickAsync();
        await visitor.Page.WaitForURLAsync(world.Hub.AbsoluteUri);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1440, "en-GB", ColorScheme.Light)]
    [InlineData(375, "de-DE", ColorScheme.Dark)]
    public async Task Every_page_fits_the_window_is_accessible_and_complains_of_nothing(int width, string locale, ColorScheme scheme)
    {
        await using var visitor = await world.Visit(width, locale, scheme);
        var faults = new List<string>();
        foreach (var path in new[] { "/signin", "/register", "/forgot", "/reset?code=x", "/invitation?code=x", "/verify?code=x", "/signout", "/signin/arrived", "/dev/mailbox" })
        {
            await visitor.Go(world.Hub, path);
            faults.AddRange(await visitor.Faults());
        }

        await visitor.SignIn(Employee);
        foreach (var path in new[] { "/", "/account", "/account/security", "/account/second-factor", "/account/sessions", "/account/connections" })
        {
            await visitor.Go(world.Hub, path);
            faults.AddRange(await visitor.Faults());
        }

        await visitor.Go(world.Acme, "/signin");
        faults.AddRange(await visitor.Faults());
        foreach (var link in await visitor.Page.Locator("main a").EvaluateAllAsync<string[]>("links => links.slice(0, 2).map(l => l.href)"))
        {
            await visitor.Page.GotoAsync(link);
            faults.AddRange(await visitor.Faults());
        }

        faults.ShouldBeEmpty();
        visitor.Complaints.ShouldBeEmpty();
        if (locale == "de-DE")
        {
            await visitor.Go(world.Hub, "/account/sessions");
            (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Überall abmelden");
        }
    }

    [Fact]
    public async Task Without_JavaScript_a_person_signs_in_and_sees_their_account()
    {
        await using var visitor = await world.Visit(javaScript: false);
        await visitor.SignIn("olivia@northwind.example");
        await visitor.Go(world.Hub, "/account/sessions");
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("This one");
        await visitor.SignOut();
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("You are signed out");
    }
}
