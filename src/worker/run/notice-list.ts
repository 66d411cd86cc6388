import { canonicalJson } from "#core/canonical-json.ts";
import type { Notice } from "#core/report.ts";
import type { RunProgress } from "#protocol/messages.ts";

/** The notices of one run: each once, reported when it is known and kept for the result. */
export class NoticeList {
  readonly all: Notice[] = [];
  readonly #seen = new Set<string>();

  constructor(private readonly report: (progress: RunProgress) => void) {}

  add(notices: readonly Notice[]): void {
    for (const notice of notices) {
      const key = canonicalJson(notice);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      this.all.push(notice);
      this.report({ kind: "notice", ...notice });
    }
  }
}
