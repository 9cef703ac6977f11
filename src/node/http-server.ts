/** Node's HTTP server around the app: what no request can be made of is refused with a problem too, not with an empty answer. */
import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { EpureError } from "../shared/errors.ts";
import { problemOf } from "../worker/http/problem.ts";

/** @param fetch the app; it is asked only what Node could read as a request with an address */
export function httpServer(fetch: (request: Request) => Response | Promise<Response>): Server {
  const listener = getRequestListener(fetch, {
    errorHandler: (error) => {
      if (!(error instanceof Error) || error.name !== "RequestError") throw error;
      const { body, headers } = unreadable("The address or the Host header of this request cannot be read.");
      return new Response(body, { status: 400, headers });
    },
  });
  // Node's own refusal of a request without a Host has no body; the listener refuses it too.
  const server = createServer({ requireHostHeader: false }, listener);
  // Longer than a load balancer waits (60 s as a rule), and than a long text may block the loop: who closes first must be
  // the other side, or a request that is on its way meets a closed connection.
  server.keepAliveTimeout = 65_000;
  // An expectation that is not known is left unmet, as the Worker leaves it; `100-continue` is Node's own.
  server.on("checkExpectation", listener);
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy();
    const { body, headers } = unreadable("What was sent is no HTTP request that this server reads.");
    const head = Object.entries({ ...headers, "content-length": Buffer.byteLength(body), connection: "close" });
    const lines = ["HTTP/1.1 400 Bad Request", ...head.map(([name, value]) => `${name}: ${value}`)];
    return socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  });
  return server;
}

function unreadable(what: string) {
  const id = randomUUID();
  const error = new EpureError("bad-request", { what, fix: "Send a well-formed HTTP/1.1 request." });
  return {
    body: JSON.stringify(problemOf(error, id)),
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", "x-request-id": id },
  };
}
