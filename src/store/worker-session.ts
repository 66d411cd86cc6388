import { WorkerReplaced } from "#client/lab-client.ts";
import { LabError } from "#failures/lab-error.ts";
import type { MessageKind, Messages } from "#protocol/messages.ts";
import type { LabPort } from "./lab-state.ts";

type LoadKind = "model.load" | "data.load";
type CallOptions<K extends MessageKind> = {
  signal?: AbortSignal;
  onProgress?: (progress: Messages[K]["progress"]) => void;
};

/**
 * Remembers what the worker holds. When the worker was started afresh (a crash, or a cancel that it
 * did not answer) the model and the images are loaded again before the next request goes out; a request that was
 * under way when another's cancel ended the worker is sent again.
 */
export class WorkerSession {
  readonly #client: LabPort;
  readonly #loads = new Map<LoadKind, Messages[LoadKind]["in"]>();
  #missing = new Set<LoadKind>();
  #restoring: Promise<void> | null = null;
  /** Counts the workers: one that ends with its answer keeps nothing of what it has loaded. */
  #worker = 0;

  constructor(client: LabPort) {
    this.#client = client;
    client.onRestart = () => {
      this.#worker++;
      this.#missing = new Set(this.#loads.keys());
      this.#restoring = null;
    };
  }

  /** Loads a model or images; what was loaded before stays remembered until this succeeds. */
  async load<K extends LoadKind>(
    kind: K,
    payload: Messages[K]["in"],
    options: CallOptions<K>,
  ): Promise<Messages[K]["out"]> {
    let asked = this.#worker;
    const summary = await this.#persist(() => {
      asked = this.#worker;
      return this.#client.call(kind, payload, options);
    });
    this.#loads.set(kind, payload);
    if (asked === this.#worker) this.#missing.delete(kind);
    else this.#missing.add(kind);
    return summary;
  }

  /** How what is loaded was loaded; undefined where nothing is. */
  loaded<K extends LoadKind>(kind: K): Messages[K]["in"] | undefined {
    return this.#loads.get(kind);
  }

  /** Changes how what is loaded is loaded again after a restart. */
  amend<K extends LoadKind>(kind: K, change: Partial<Messages[K]["in"]>): void {
    const payload = this.#loads.get(kind);
    if (payload) this.#loads.set(kind, { ...payload, ...change });
  }

  async call<K extends MessageKind>(
    kind: K,
    payload: Messages[K]["in"],
    options: CallOptions<K> = {},
  ): Promise<Messages[K]["out"]> {
    return this.#persist(async () => {
      if (this.#missing.size > 0) {
        this.#restoring ??= this.#restore();
        await this.#restoring;
        options.signal?.throwIfAborted();
      }
      return this.#client.call(kind, payload, options);
    });
  }

  async #persist<Result>(send: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof WorkerReplaced)) throw error;
      }
    }
  }

  /** @throws LabError `worker.crashed` if the worker ends with what it has loaded: the next call tries again */
  async #restore(): Promise<void> {
    const asked = this.#worker;
    try {
      // The model first: by its inputs arrays are told apart.
      for (const kind of ["model.load", "data.load"] as const) {
        const payload = this.#loads.get(kind);
        if (payload && this.#missing.has(kind)) await this.#client.call(kind, payload);
        if (asked !== this.#worker) throw new LabError("worker.crashed", { message: "after loading again" });
        this.#missing.delete(kind);
      }
    } finally {
      if (asked === this.#worker) this.#restoring = null;
    }
  }
}
