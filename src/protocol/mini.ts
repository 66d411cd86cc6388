import type { MiniGrid, MiniSettings } from "#lessons/mini/mini-experiment.ts";
import type { BeforeAfter, ErrorCounts } from "#lessons/mini/mini-histograms.ts";
import type { LookedPart } from "#lessons/mini/mini-looked.ts";
import type { MiniDraw, ParsedNumbers } from "#lessons/mini/mini-source.ts";
import type { MiniSummary } from "#lessons/mini/mini-summary.ts";
import type { FormatRow, ZeroRow } from "#lessons/mini/mini-tables.ts";

/** Where the values come from. `channels` equal consecutive parts of them are channels. */
export type MiniSource =
  | { kind: "drawn"; draw: MiniDraw; channels: number }
  | { kind: "pasted"; text: string; channels: number }
  /** `id` says which values these are: the same id, the same values. */
  | { kind: "layer"; id: string; values: Float32Array; channels: number };

/** One setting; named "A" or "B" where there are two. */
export interface MiniSide {
  name: "" | "A" | "B";
  settings: MiniSettings;
}

export interface MiniQuestion {
  source: MiniSource;
  sides: MiniSide[];
  /** Index of the scale that is looked at closely; the last where there are not so many. */
  part: number;
}

/** What one setting made of the values. */
export interface MiniOutcome extends MiniSide {
  summary: MiniSummary;
  /** Consecutive values that share a scale. */
  partSize: number;
  gridCount: number;
  /** Of the first values, and of those that are looked at. */
  firstGrid: MiniGrid;
  lookedGrid: MiniGrid;
}

/** Every answer says what was read of the values; of no values it says nothing else that means anything. */
interface Answer {
  count: number;
  /** Of pasted text, what could not be read; else null. */
  read: Omit<ParsedNumbers, "values"> | null;
}

export interface TripOutcome extends MiniOutcome {
  looked: LookedPart;
  histogram: BeforeAfter;
  errors: ErrorCounts;
}

export interface TripAnswer extends Answer {
  outcomes: TripOutcome[];
  /** Smallest and largest of the values and of all their quantized forms. */
  ends: [number, number];
}

export interface FormulasAnswer extends Answer {
  outcomes: MiniOutcome[];
}

/** Grids on an axis, with how densely the values lie there: heights 0 to 1 of equal bins. */
export interface MiniWindow {
  domain: [number, number];
  shape: number[];
}

export interface ZeroAnswer extends Answer {
  bits: number;
  rows: ZeroRow[];
  /** Values that are exactly zero. */
  zeros: number;
  /** A few steps about zero where values lie there, else from zero to the values. */
  window: MiniWindow & { isNear: boolean };
}

export interface FormatsAnswer extends Answer {
  rows: FormatRow[];
  crest: number;
  /** All values, and a tenth of their range about zero. */
  windows: { whole: MiniWindow; middle: MiniWindow };
}

export interface CodeAnswer extends Answer {
  outcomes: MiniOutcome[];
  x: Float32Array<ArrayBuffer>;
}

/** What the mini experiment's views draw. */
export interface MiniAnswers {
  trip: TripAnswer;
  formulas: FormulasAnswer;
  zero: ZeroAnswer;
  formats: FormatsAnswer;
  code: CodeAnswer;
}

export type MiniView = keyof MiniAnswers;

/** The messages of the mini experiment's worker: one kind per view, so that only what is seen is computed. */
export type MiniMessages = {
  [V in MiniView]: { in: MiniQuestion; out: MiniAnswers[V]; progress: never };
};
