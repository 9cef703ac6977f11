/**
 * The script in the role of a session holder (`ROLE = "sessions"`): reached through a service binding alone, with no
 * address of its own. It sees token ids, never a text or a key.
 */
import { Hono } from "hono";
import { asEpureError } from "../../shared/errors.ts";
import type { Env } from "../env.ts";
import { SessionHost } from "./host.ts";
import { loadRequest, runRequest } from "./wire.ts";

export function createSessionsApp(host = new SessionHost()): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  app.onError((thrown, c) => {
    const error = asEpureError(thrown);
    console.log(JSON.stringify({ event: "session-refused", problem: error.kind }));
    return c.json({ kind: error.kind, what: error.message }, error.status);
  });
  app.post("/load", async (c) => {
    const { task, digest } = loadRequest.parse(await c.req.json());
    await host.use(task, digest, c.env, async () => {});
    return c.json({});
  });
  app.post("/run", async (c) => {
    const { task, digest, ids, type_ids } = runRequest.parse(await c.req.json());
    const logits = await host.use(task, digest, c.env, (session) =>
      session.run(Int32Array.from(ids), Int32Array.from(type_ids)),
    );
    return c.json({ logits: [...logits] });
  });
  return app;
}
