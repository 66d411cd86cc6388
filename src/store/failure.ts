import type { ErrorDetails, LabErrorCode } from "#failures/lab-error.ts";
import { LabError } from "#failures/lab-error.ts";

/** A `LabError` as plain state, so that it can sit in the store and be shown. */
export interface Failure {
  code: LabErrorCode;
  details: ErrorDetails;
  /** The message of the error beneath, for a bug report. */
  cause: string | null;
}

const messageOf = (cause: unknown): string | null =>
  cause instanceof Error ? cause.message : cause == null ? null : String(cause);

export function toFailure(error: unknown): Failure {
  if (error instanceof LabError)
    return { code: error.code, details: error.details, cause: messageOf(error.cause) };
  return { code: "internal", details: {}, cause: messageOf(error) };
}

/** A cancelled request rejects like this; it is an outcome, not an error. */
export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";
