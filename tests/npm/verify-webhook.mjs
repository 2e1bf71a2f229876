// Reads {secret, headers, body} from the standard input and says, as one that receives webhooks would, whether the sender is who it says.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(0, "utf8"));
try {
  console.log(JSON.stringify({ verified: new Webhook(secret).verify(body, headers) }));
} catch (error) {
  console.log(JSON.stringify({ refused: error.name + ": " + error.message }));
}
