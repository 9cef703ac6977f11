/**
 * Serves pico bundles in the built Worker and prints one JSON line: where, and with which key. Ends when standard input
 * does. For tools that look for faults rather than figures: the rate limit is taken away, the models are tiny.
 */
import { workerdHost } from "../../test/api/workerd-host.ts";

const host = await workerdHost({ rateLimit: 1_000_000 });
const key = await host.newKey({ scopes: "classify viewer" });
console.log(JSON.stringify({ url: host.url, key, operator_key: host.operatorKey }));
process.stdin.resume();
await new Promise((resolve) => process.stdin.once("end", resolve));
await host.stop();
