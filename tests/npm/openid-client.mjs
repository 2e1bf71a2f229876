// A relying party (openid-client) at the hub, and the browser of somebody who signs in. Given and answers JSON.
import * as client from "openid-client";

const given = JSON.parse(await new Promise(done => { let text = ""; process.stdin.on("data", part => text += part).on("end", () => done(text)); }));
const jar = new Map();

async function go(url, body) {
  for (let hops = 0; hops < 20; hops++) {
    const response = await fetch(url, {
      method: body ? "POST" : "GET", body, redirect: "manual",
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(";")[0].split("=");
      jar.set(name, value.join("="));
    }
    const html = await response.text();
    const next = response.headers.get("location") ?? html.match(/<meta http-equiv="refresh" content="0;url=([^"]*)"/)?.[1].replaceAll("&amp;", "&");
    if (!next) return { url, html };
    url = new URL(next, url);
    body = undefined;
    if (url.href.startsWith(given.redirectUri) || url.href.startsWith(given.postLogoutUri)) return { url, html: "" };
  }
  throw new Error("redirected in a circle");
}

const form = (page, fields) => {
  const tokens = [...page.html.matchAll(/name="__RequestVerificationToken" type="hidden" value="([^"]*)"/g)];
  const at = page.html.match(/<form method="post" action="([^"]*)"[^>]*novalidate/)?.[1] ?? page.url;
  const back = page.html.match(/name="ReturnUrl" value="([^"]*)"/)?.[1].replaceAll("&amp;", "&");
  return go(new URL(at, page.url), new URLSearchParams({ ...(back ? { ReturnUrl: back } : {}), ...fields, __RequestVerificationToken: tokens[0][1] }));
};

const config = await client.discovery(new URL(given.issuer), given.clientId, given.clientSecret, client.ClientSecretPost(given.clientSecret), { execute: [client.allowInsecureRequests] });
const verifier = client.randomPKCECodeVerifier();
const [state, nonce] = [client.randomState(), client.randomNonce()];
const authorize = client.buildAuthorizationUrl(config, {
  redirect_uri: given.redirectUri, scope: "openid profile email offline_access", state, nonce,
  code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
});
let page = await go(authorize);
page = await form(page, { Email: given.email });
page = await form(page, { Password: given.password });
if (page.html.includes('name="agreed"')) page = await form(page, { agreed: "true" });
const tokens = await client.authorizationCodeGrant(config, page.url, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
const claims = tokens.claims();
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
const introspected = await client.tokenIntrospection(config, renewed.access_token);
const out = await go(client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: given.postLogoutUri, state: "bye" }));
let afterwards = "still works";
try { await client.refreshTokenGrant(config, renewed.refresh_token); } catch (error) { afterwards = error.error; }
console.log(JSON.stringify({ claims, userinfo, active: introspected.active, renewed: renewed.access_token !== tokens.access_token, out: out.url.href, afterwards }));
