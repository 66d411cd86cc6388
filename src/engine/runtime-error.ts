import { type ErrorDetails, LabError, type LabErrorCode } from "#core/lab-error.ts";

const OUT_OF_MEMORY =
  /bad_alloc|out of memory|memory access out of bounds|Aborted\(OOM|Cannot enlarge memory|Array buffer allocation failed/i;

let spent = false;

/** Whether the runtime has run out of memory or trapped: what it computes afterwards cannot be relied on. */
export const isRuntimeSpent = (): boolean => spent;

/** Names a failure of the runtime: out of memory if that is what it says, otherwise `code`. Keeps its words as the cause. */
export function runtimeError(code: LabErrorCode, details: ErrorDetails, cause: unknown): LabError {
  const message = cause instanceof Error ? cause.message : String(cause);
  spent ||= OUT_OF_MEMORY.test(message) || cause instanceof WebAssembly.RuntimeError;
  const actual = OUT_OF_MEMORY.test(message) ? "runtime.out-of-memory" : code;
  return new LabError(actual, { ...details, message: message.slice(0, 500) }, { cause });
}
