import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Notice } from "#experiment/result.ts";
import { LabError } from "#failures/lab-error.ts";

/** The notices of one setting of a run: each once, reported when it is known and kept for the result. */
export class NoticeList {
  #all: Notice[] = [];
  readonly #seen = new Set<string>();

  /** @param heard a list whose notices the page has heard already */
  constructor(
    private readonly report: (notice: Notice) => void,
    private readonly heard: NoticeList | null = null,
  ) {}

  get all(): Notice[] {
    return this.#all;
  }

  /** Puts what is known of all images in place of what was said of the first. */
  replace(early: readonly Notice[], notices: readonly Notice[]): void {
    const still = new Set(notices.map((notice) => JSON.stringify(notice)));
    this.#all = this.#all.filter((notice) => !early.includes(notice) || still.has(JSON.stringify(notice)));
    this.add(notices);
  }

  add(notices: readonly Notice[]): void {
    for (const notice of notices) {
      const key = canonicalJson(notice);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.#all.push(notice);
      if (this.heard === null || !this.heard.#seen.has(key)) this.report(notice);
    }
  }
}

/** What of a run may fail without the rest, in words that go before "failed". */
type MeasuredPart =
  | "setting B"
  | "the evaluation of the remaining items"
  | "the timing of the networks"
  | "the check of the runtime's optimizer"
  | "the memory of the activations"
  | "the error of each layer"
  | "the timing of each layer"
  | "the comparison without corrections";

/**
 * Does one part of a run and returns `instead` where it fails, with a notice `run.part-failed` that names the part
 * and the reason: a failure must not lose what the other parts have measured.
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

/** Reports that a part of a run failed, and why. */
export function partFailed(part: MeasuredPart, error: unknown): Notice {
  const code = error instanceof LabError ? error.code : "internal";
  const cause = error instanceof LabError ? (error.details.message ?? error.cause) : error;
  const message = cause instanceof Error ? cause.message : typeof cause === "string" ? cause : "";
  return { code: "run.part-failed", details: { part, code, message: message.slice(0, 300) } };
}
