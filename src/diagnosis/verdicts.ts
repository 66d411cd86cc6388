import type { Finding, FindingAction, FindingTable } from "#experiment/report.ts";
import type { Case } from "./case.ts";

/** What a check says, without the symptom it belongs to. */
export type Verdict = Omit<Finding, "id" | "symptom">;

/** One symptom: what it is called, what a newcomer learns of it, and how one case is judged by it. */
export interface Symptom {
  id: string;
  symptom: string;
  /** Why it comes about, for a reader who meets it for the first time. */
  learn: string;
  /** What the card of a likely cause says in place of "Likely cause of a loss". */
  badge?: string;
  check: (judged: Case) => Verdict;
}

export interface Found {
  grade: "likely" | "possible";
  evidence: string[];
  cause: string;
  action: FindingAction | null;
  table?: FindingTable;
}

export const found = ({ table = undefined, ...rest }: Found): Verdict => ({
  state: "found",
  table: table ?? null,
  ...rest,
});

/** The symptom is absent, as the evidence shows. */
export const clear = (...evidence: string[]): Verdict => ({ ...NOTHING, state: "clear", evidence });

/** This run cannot tell whether the symptom is there; the evidence says why. */
export const noEvidence = (...evidence: string[]): Verdict => ({
  ...NOTHING,
  state: "no-evidence",
  evidence,
});

const NOTHING = { grade: null, table: null, cause: null, action: null } as const;

/** The evidence of a check whose facts the worker could not collect. */
export const NO_FACTS =
  "The pictures, ranges and weights of this run have not been looked at, so that nothing is known of them.";
