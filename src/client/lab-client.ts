import { LabError } from "#failures/lab-error.ts";
import type { Messages, MessageTable, Reply, Request } from "#protocol/messages.ts";

export interface CallOptions<Progress> {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  transfer?: Transferable[];
}

/** Why the worker was started afresh. */
export type RestartReason = "crashed" | "cancelled" | "not-loaded";

interface Pending {
  /** The owner has given the worker up. */
  cancelled: boolean;
  resolve: (value: never) => void;
  reject: (reason: unknown) => void;
  onProgress: ((progress: never) => void) | undefined;
  detach: () => void;
}

/** A worker busy inside the runtime cannot hear a cancel; after this long it is ended instead. */
const CANCEL_GRACE_MS = 150;

/** While it is waited for, the worker is asked this often whether it hears. */
const HEARTBEAT_MS = 5000;
/** One inference of a large network may block it for tens of seconds: only longer silence is told. */
const SILENT_AFTER_MS = 30_000;

const abortError = () => new DOMException("The request was cancelled.", "AbortError");

/**
 * The page's end of a worker that answers the messages of a table: one promise per request, progress by callback, cancellation by
 * `AbortSignal` (rejects with an `AbortError`), failures as `LabError`. A worker that crashes or does
 * not answer a cancel within 150 ms is ended and replaced; `onRestart` then tells the owner that
 * the new worker holds nothing of what the old one was given, and requests that nobody cancelled reject with `WorkerReplaced`.
 * A worker that is waited for and says nothing for 30 s is silent: `onSilence` is told so every 5 s, in milliseconds, and
 * null once it is heard again. It is not ended for that, since one long inference blocks it: `endWorker` is the owner's choice.
 * One whose script cannot be fetched is no crash: requests reject with `worker.not-loaded`, and the next one fetches it again.
 */
export class LabClient<M extends MessageTable<M> = Messages> {
  onRestart: ((reason: RestartReason) => void) | null = null;
  onSilence: ((silentMs: number | null) => void) | null = null;
  #worker: Worker | null;
  #heartbeat: ReturnType<typeof setInterval> | null = null;
  /** Counted in heartbeats, so that a device that slept in between makes no worker silent. */
  #silentMs = 0;
  #isAsked = false;
  /** Whether the worker has ever said anything, and so was loaded. */
  #isHeard = false;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();
  readonly #spawn: () => Worker;

  constructor(spawn: () => Worker) {
    this.#spawn = spawn;
    this.#worker = this.#start();
  }

  call<K extends keyof M>(
    kind: K,
    payload: M[K]["in"],
    options: CallOptions<M[K]["progress"]> = {},
  ): Promise<M[K]["out"]> {
    const { signal, onProgress, transfer = [] } = options;
    if (signal?.aborted) return Promise.reject(abortError());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const cancel = () => this.#cancel(id);
      signal?.addEventListener("abort", cancel, { once: true });
      this.#pending.set(id, {
        cancelled: false,
        resolve,
        reject,
        onProgress,
        detach: () => signal?.removeEventListener("abort", cancel),
      });
      // TypeScript does not see that the kind and the payload are of one entry of the table.
      this.#post({ type: "request", id, kind, payload } as Request<M>, transfer);
      this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS);
    });
  }

  /**
   * Ends a worker that does not answer, and starts another.
   *
   * @param reason whatever is still waiting rejects with it; an `AbortError` where none is given
   */
  endWorker(reason: unknown = abortError()): void {
    this.#restart("cancelled", reason);
  }

  /** Ends the worker and rejects whatever is still waiting. */
  dispose(): void {
    this.#worker?.terminate();
    this.#rejectAll(abortError());
  }

  #start(): Worker {
    const worker = this.#spawn();
    this.#isHeard = false;
    worker.onmessage = (event: MessageEvent<Reply>) => {
      this.#isHeard = true;
      this.#heard();
      this.#receive(event.data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      // A script that cannot be fetched gives a plain event; one that throws, a message.
      if (!this.#isHeard && !event.message) this.#restart("not-loaded", new LabError("worker.not-loaded"));
      else this.#crash(event.message ?? "");
    };
    return worker;
  }

  #post(request: Request<M>, transfer: Transferable[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request, transfer);
  }

  #beat(): void {
    this.#silentMs += HEARTBEAT_MS;
    if (!this.#isAsked) this.#post({ type: "ping" });
    this.#isAsked = true;
    if (this.#silentMs >= SILENT_AFTER_MS) this.onSilence?.(this.#silentMs);
  }

  #heard(): void {
    if (this.#silentMs >= SILENT_AFTER_MS) this.onSilence?.(null);
    this.#silentMs = 0;
    this.#isAsked = false;
  }

  #cancel(id: number): void {
    const worker = this.#worker;
    const pending = this.#pending.get(id);
    if (pending) pending.cancelled = true;
    this.#post({ type: "cancel", id });
    setTimeout(() => {
      if (worker === this.#worker && this.#pending.has(id)) this.#restart("cancelled", new WorkerReplaced());
    }, CANCEL_GRACE_MS);
  }

  #crash(message: string): void {
    this.#restart("crashed", new LabError("worker.crashed", { message }));
  }

  #restart(reason: RestartReason, rejection: unknown): void {
    this.#worker?.terminate();
    // One that fails as it starts must not be started over and over: the next request starts it.
    this.#worker = reason === "cancelled" ? this.#start() : null;
    this.#heard();
    this.onRestart?.(reason);
    this.#rejectAll(rejection);
  }

  #rejectAll(reason: unknown): void {
    for (const [id, { cancelled }] of [...this.#pending]) {
      this.#take(id)?.reject(cancelled ? abortError() : reason);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.detach();
    if (this.#pending.size === 0 && this.#heartbeat !== null) {
      clearInterval(this.#heartbeat);
      this.#heartbeat = null;
    }
    return pending;
  }

  #receive(reply: Reply): void {
    // Promises of all kinds of requests are kept in one map: `never` stands for the type that each was asked with.
    switch (reply.type) {
      case "progress":
        this.#pending.get(reply.id)?.onProgress?.(reply.progress as never);
        return;
      case "result":
        this.#take(reply.id)?.resolve(reply.result as never);
        if (reply.last) this.#crash("");
        return;
      case "pong":
        return;
      case "cancelled":
        this.#take(reply.id)?.reject(abortError());
        return;
      case "error": {
        const { code, details, cause, fatal } = reply.error;
        this.#take(reply.id)?.reject(new LabError(code, details, { cause }));
        if (!fatal) return;
        if (code === "runtime.not-loaded")
          this.#restart("not-loaded", new LabError(code, details, { cause }));
        else this.#crash(cause ?? "");
      }
    }
  }
}

/**
 * Rejection of a request that was under way when the worker was ended for another's sake: nothing was wrong with it,
 * and it can be sent again to the worker that took its place.
 */
export class WorkerReplaced extends Error {
  override readonly name = "WorkerReplaced";
}
