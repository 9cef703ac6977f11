/** Stands between the command and the deployment, counts requests, and kills the command at one of them. */
import { createServer, type IncomingMessage } from "node:http";

export type Moment = "before" | "after";

export interface KillProxy {
  readonly url: string;
  /** Requests that came since `arm`. */
  count(): number;
  /** At the n-th request from now: `before` it reaches the deployment, or `after` it was done there. 0: never. */
  arm(at: number, moment: Moment, kill: () => void): void;
  close(): Promise<void>;
}

export async function killProxy(deployment: URL): Promise<KillProxy> {
  let seen = 0;
  let target = { at: 0, moment: "before" as Moment, kill: () => {} };
  const server = createServer(async (request, response) => {
    const mine = ++seen;
    const hit = mine === target.at;
    if (hit && target.moment === "before") {
      target.kill();
      request.socket.destroy();
      return;
    }
    const body = await bodyOf(request);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === "string" && !["host", "connection", "content-length"].includes(name))
        headers.set(name, value);
    }
    const answer = await fetch(new URL(request.url ?? "/", deployment), {
      method: request.method ?? "GET",
      headers,
      ...(body.length > 0 && { body: body as unknown as BodyInit }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (hit) {
      target.kill();
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => seen,
    arm(at, moment, kill) {
      seen = 0;
      target = { at, moment, kill };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
