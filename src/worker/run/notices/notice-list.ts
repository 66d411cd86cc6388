import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Notice } from "#experiment/result.ts";

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
