/** Samples the JavaScript heap of one Worker through V8's inspector, as often as it answers. No garbage is collected for it. */
export interface HeapPeak {
  /** As sampled, garbage included. A sample falls between two turns of the event loop, never into the middle of one. */
  readonly js_bytes_peak: number;
  /** After a collection at the end: what is alive between requests. */
  readonly js_bytes_alive: number;
  readonly samples: number;
}

export class HeapProbe {
  readonly #socket: WebSocket;
  #peak = 0;
  #samples = 0;
  #open = true;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(inspector: URL, worker: string): Promise<HeapProbe> {
    const targets = (await (await fetch(`http://${inspector.host}/json`)).json()) as {
      id: string;
      webSocketDebuggerUrl: string;
    }[];
    const target = targets.find(({ id }) => id === `core:user:${worker}`);
    if (!target) throw new Error(`The inspector does not show ${worker}: ${targets.map(({ id }) => id).join(", ")}`);
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error("The inspector cannot be reached.")));
    });
    const probe = new HeapProbe(socket);
    socket.addEventListener("message", ({ data }) => probe.#heard(String(data)));
    probe.#ask();
    return probe;
  }

  /** @param nudge any request: an idle isolate does not answer its inspector */
  async close(nudge: () => Promise<unknown>): Promise<HeapPeak> {
    this.#open = false;
    let answered = false;
    const collected = this.#collected().finally(() => {
      answered = true;
    });
    for (let tries = 0; !answered && tries < 100; tries++) {
      await nudge();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (!answered) throw new Error("The inspector does not answer.");
    const alive = await collected;
    this.#socket.close();
    if (this.#samples === 0) throw new Error("The inspector gave no sample.");
    return { js_bytes_peak: this.#peak, js_bytes_alive: alive, samples: this.#samples };
  }

  async #collected(): Promise<number> {
    const answer = (id: number, method: string) =>
      new Promise<Usage | undefined>((resolve) => {
        const hear = ({ data }: MessageEvent) => {
          const message = JSON.parse(String(data)) as { id?: number; result?: Usage };
          if (message.id !== id) return;
          this.#socket.removeEventListener("message", hear);
          resolve(message.result);
        };
        this.#socket.addEventListener("message", hear);
        this.#socket.send(JSON.stringify({ id, method }));
      });
    await answer(2, "HeapProfiler.collectGarbage");
    return sum((await answer(3, "Runtime.getHeapUsage")) as Usage);
  }

  #ask(): void {
    if (this.#open) this.#socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" }));
  }

  #heard(data: string): void {
    const message = JSON.parse(data) as { id?: number; result?: Usage };
    if (message.id !== 1 || !message.result) return;
    this.#samples++;
    this.#peak = Math.max(this.#peak, sum(message.result));
    setTimeout(() => this.#ask(), 5);
  }
}

interface Usage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

function sum({ usedSize, embedderHeapUsedSize, backingStorageSize }: Usage): number {
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}
