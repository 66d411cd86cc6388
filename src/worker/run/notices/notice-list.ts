import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Notice } from "#experiment/result.ts";
import type { RunProgress } from "#protocol/messages.ts";

/** The notices of one run: each once, reported when it is known and kept for the result. */
export class NoticeList {
  #all: Notice[] = [];
  readonly #seen = new Set<string>();

  constructor(private readonly report: (progress: RunProgress) => void) {}

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
      this.report({ kind: "notice", ...notice });
    }
  }
}
