import { LabError, type LabErrorCode } from "#failures/lab-error.ts";
import type { MessageTable, Reply, Request, WireError } from "#protocol/messages.ts";
import type { HandlersOf } from "./context.ts";

type Post = (reply: Reply, transfer?: Transferable[]) => void;

/** A worker whose runtime could not be fetched never tries again. */
const FATAL: ReadonlySet<LabErrorCode> = new Set(["runtime.out-of-memory", "runtime.not-loaded"]);

function wireError(error: unknown): WireError {
  const known = error instanceof LabError ? error : new LabError("internal", {}, { cause: error });
  const { cause } = known;
  return {
    code: known.code,
    details: known.details,
    cause:
      cause === undefined ? null : cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    fatal: FATAL.has(known.code) || cause instanceof WebAssembly.RuntimeError,
  };
}

/** Typed arrays of a result that can be transferred instead of copied. */
function transferables(result: unknown): Transferable[] {
  if (typeof result !== "object" || result === null) return [];
  const found = new Set<ArrayBuffer>();
  for (const value of Object.values(result)) {
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  }
  return [...found];
}

/**
 * Answers requests with the table of handlers; all share one workspace.
 *
 * @param isSpent whether the worker can no longer be relied on; a result that comes then is its last
 */
export function createDispatcher<M extends MessageTable<M>, Held>(
  handlers: HandlersOf<M, Held>,
  workspace: Held,
  post: Post,
  isSpent: () => boolean = () => false,
): (request: Request<M>) => void {
  const running = new Map<number, AbortController>();

  async function serve<K extends keyof M>(id: number, kind: K, payload: M[K]["in"]): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const { signal } = controller;
    try {
      const progress = (value: M[K]["progress"]) => post({ type: "progress", id, progress: value });
      const result = await handlers[kind](payload, { workspace, signal, progress });
      post({ type: "result", id, result, ...(isSpent() ? { last: true } : {}) }, transferables(result));
    } catch (error) {
      if (signal.aborted) post({ type: "cancelled", id });
      else post({ type: "error", id, error: wireError(error) });
    } finally {
      running.delete(id);
    }
  }

  return (request) => {
    if (request.type === "ping") post({ type: "pong" });
    else if (request.type === "cancel") running.get(request.id)?.abort();
    else void serve(request.id, request.kind, request.payload);
  };
}
