// An OpenID provider (oidc-provider) whose only person is set by POST /test/account, and who never has to click. Prints its issuer.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const client = JSON.parse(process.argv[2]);
let account = { sub: "nobody" };

const server = createServer();
await new Promise(done => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ ...client, application_type: "native", token_endpoint_auth_method: "client_secret_post" }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  cookies: { keys: ["a", "b"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: () => ({ accountId: account.sub, claims: () => account }),
});
provider.on("server_error", (_, error) => console.error(error));

async function interact(request, response) {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") return provider.interactionFinished(request, response, { login: { accountId: account.sub, remember: false } });
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: account.sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

const answer = provider.callback();
server.on("request", (request, response) => {
  if (request.url === "/test/account") {
    let text = "";
    request.on("data", part => text += part).on("end", () => { account = JSON.parse(text); response.end(); });
  } else if (request.url.startsWith("/interaction/")) {
    interact(request, response).catch(error => { response.statusCode = 500; response.end(String(error)); });
  } else {
    answer(request, response);
  }
});
console.log(issuer);
