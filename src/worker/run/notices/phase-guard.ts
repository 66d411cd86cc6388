import type { Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";
import type { NoticeList } from "./notice-list.ts";

/** What of a run may fail without the rest, in words that go before "failed". */
export type MeasuredPart =
  | "setting B"
  | "the evaluation of the remaining items"
  | "the timing of the networks"
  | "the check of the runtime's optimizer"
  | "the memory of the activations"
  | "the error of each layer"
  | "the timing of each layer"
  | "the comparison without corrections";

/**
 * Does one part of a run and gives `instead` where it fails, with a notice `run.part-failed` that names the part and
 * the reason: what the other parts have measured must not be lost with it.
 *
 * @throws DOMException `AbortError` once the signal has fired
 */
export async function guarded<T, U>(
  part: MeasuredPart,
  notices: NoticeList,
  signal: AbortSignal,
  measure: () => T | Promise<T>,
  instead: U,
): Promise<T | U> {
  try {
    return await measure();
  } catch (error) {
    if (signal.aborted) throw error;
    notices.add([partFailed(part, error)]);
    return instead;
  }
}

/** Says that a part of a run failed, and why. */
export function partFailed(part: MeasuredPart, error: unknown): Notice {
  const code = error instanceof LabError ? error.code : "internal";
  const cause = error instanceof LabError ? (error.details.message ?? error.cause) : error;
  const message = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
  return { code: "run.part-failed", details: { part, code, message: message.slice(0, 300) } };
}
