// The certified npm oidc-provider on loopback, with accounts from a file that is read at every use.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , modules, port, accounts] = process.argv;
const require = createRequire(`${modules}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["name", "given_name", "family_name", "groups", "classes"],
  },
  features: {
    registration: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    devInteractions: { enabled: true },
  },
  pkce: { required: () => true },
  async findAccount(_, id) {
    const all = JSON.parse(readFileSync(accounts, "utf8"));
    return { accountId: id, claims: async () => ({ sub: id, ...(all[id] ?? {}) }) };
  },
});
// Whoever has started it holds its input open; nobody is left who needs it once that closes.
process.stdin.on("end", () => process.exit(0)).resume();
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
