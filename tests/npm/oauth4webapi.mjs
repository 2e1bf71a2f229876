// A relying party (oauth4webapi) at the hub, and the browser of somebody who signs in. Given and answers JSON.
import * as oauth from "oauth4webapi";

const given = JSON.parse(await new Promise(done => { let text = ""; process.stdin.on("data", part => text += part).on("end", () => done(text)); }));
const http = { [oauth.allowInsecureRequests]: true };
const jar = new Map();
let requests = 0;

async function go(url, body) {
  for (let hops = 0; hops < 20; hops++) {
    requests++;
    const response = await fetch(url, { method: body ? "POST" : "GET", body, redirect: "manual", headers: { accept: "text/html", cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") } });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(";")[0].split("=");
      jar.set(name, value.join("="));
    }
    const html = await response.text();
    const next = response.headers.get("location") ?? html.match(/<meta http-equiv="refresh" content="0;url=([^"]*)"/)?.[1].replaceAll("&amp;", "&");
    if (!next) return { url, html };
    url = new URL(next, url);
    body = undefined;
    if (url.href.startsWith(given.redirectUri)) return { url, html: "" };
  }
  throw new Error("redirected in a circle");
}

// As a browser reads them: the first form that is not of the page's frame.
const form = (page, fields) => {
  const at = page.html.match(/<form method="post" action="([^"]*)"[^>]*novalidate/) ?? [];
  const token = page.html.match(/name="__RequestVerificationToken" type="hidden" value="([^"]*)"/)[1];
  const back = page.html.match(/name="ReturnUrl" value="([^"]*)"/)?.[1].replaceAll("&amp;", "&");
  return go(new URL(at[1] ?? page.url, page.url), new URLSearchParams({ ...(back ? { ReturnUrl: back } : {}), ...fields, __RequestVerificationToken: token }));
};

const issuer = new URL(given.issuer);
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...http, algorithm: "oidc" }));
const again = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...http, algorithm: "oauth2" }));
const client = { client_id: given.clientId };
const auth = given.auth === "basic" ? oauth.ClientSecretBasic(given.clientSecret) : oauth.ClientSecretPost(given.clientSecret);
const verifier = oauth.generateRandomCodeVerifier();
const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
const asked = new URLSearchParams({
  client_id: given.clientId, redirect_uri: given.redirectUri, response_type: "code", scope: given.scope, state, nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
});
const authorize = new URL(as.authorization_endpoint);
if (given.pushed) {
  const par = await oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, auth, asked, http));
  authorize.search = new URLSearchParams({ client_id: given.clientId, request_uri: par.request_uri });
} else {
  authorize.search = asked;
}

let page = await go(authorize);
page = await form(page, { Email: given.email });
page = await form(page, { Password: given.password });
if (page.html.includes('name="agreed"')) page = await form(page, { agreed: "true" });
const answer = oauth.validateAuthResponse(as, client, page.url, state);
const tokens = await oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(as, client, auth, answer, given.redirectUri, verifier, http), { expectedNonce: nonce, requireIdToken: true });
const claims = oauth.getValidatedIdTokenClaims(tokens);
const userinfo = await oauth.processUserInfoResponse(as, client, claims.sub, await oauth.userInfoRequest(as, client, tokens.access_token, http));
const renewed = await oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token, http));
const introspected = await oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, auth, renewed.access_token, http));
await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, renewed.refresh_token, http));
let afterwards = "still works";
try { await oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, renewed.refresh_token, http)); } catch (error) { afterwards = error.error; }

// What is wrong comes back to the client as the standard has it.
authorize.search = new URLSearchParams({ ...Object.fromEntries(asked), prompt: "none login" });
let refused = "not refused";
try { oauth.validateAuthResponse(as, client, (await go(authorize)).url, state); } catch (error) { refused = error.error; }
console.log(JSON.stringify({ same: as.issuer === again.issuer, claims, userinfo, scope: tokens.scope ?? given.scope, active: introspected.active, afterwards, refused, requests }));
