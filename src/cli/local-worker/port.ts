import { createServer } from "node:net";
import { EpureError } from "../../shared/errors.ts";

/** @throws EpureError `usage` when nothing can listen on this port of localhost */
export async function requireFreePort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE";
      reject(
        new EpureError("usage", {
          what: `Port ${port} cannot be used${taken ? ": another program listens on it" : ` (${cause.code})`}.`,
          fix: "Stop that program, or choose another port with --port.",
        }),
      );
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}
