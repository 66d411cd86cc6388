import { type ErrorDetails, LabError, type LabErrorCode } from "#failures/lab-error.ts";

const OUT_OF_MEMORY =
  /bad_alloc|out of memory|memory access out of bounds|Aborted\(OOM|Cannot enlarge memory|Array buffer allocation failed/i;

/** The runtime's own, of its start: its files are fetched with the first session. */
const NOT_STARTED = /no available backend found/i;

/** What browsers and the runtime say of a file that cannot be had; the runtime never tries a second time. */
const NOT_FETCHED =
  /failed to fetch|fetching of the wasm failed|error loading dynamically imported module|importing a module script failed|networkerror|load failed|initializeWebAssembly\(\)/i;

/** The code of a session that could not be made because the runtime did not start; null where it did. */
function startFailure(message: string): LabErrorCode | null {
  if (!NOT_STARTED.test(message)) return null;
  return NOT_FETCHED.test(message) ? "runtime.not-loaded" : "runtime.load-failed";
}

let spent = false;

/** Whether the runtime has run out of memory or trapped: what it computes afterwards cannot be relied on. */
export const isRuntimeSpent = (): boolean => spent;

/**
 * Names a failure of the runtime: out of memory or not started if that is what it says, otherwise `code`. Keeps its
 * words as the cause.
 */
export function runtimeError(code: LabErrorCode, details: ErrorDetails, cause: unknown): LabError {
  const message = cause instanceof Error ? cause.message : String(cause);
  spent ||= OUT_OF_MEMORY.test(message) || cause instanceof WebAssembly.RuntimeError;
  const actual = OUT_OF_MEMORY.test(message) ? "runtime.out-of-memory" : (startFailure(message) ?? code);
  return new LabError(actual, { ...details, message: message.slice(0, 500) }, { cause });
}
