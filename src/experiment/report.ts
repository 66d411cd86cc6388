import type { WeightSpec } from "#numerics/grid.ts";
import type { Corrections } from "./corrections.ts";
import type { FloatPrecision } from "./precisions.ts";
import type { Calibration } from "./recipe.ts";
import type { RunResult } from "./result.ts";

/** What `report.json` holds. */
export interface Report extends Omit<RunResult, "flips" | "nonFinite" | "phaseMs"> {
  version: 1;
  diagnosis: Finding[];
}

/** A change to a recipe that may remove the cause of a symptom. */
export interface RecipeEdit {
  weights?: Partial<WeightSpec>;
  calibration?: Partial<Pick<Calibration, "count" | "method">>;
  /** Options of the calibration to be left out. */
  drop?: ("classes" | "distort" | "ranges")[];
  corrections?: Corrections;
  /** Precision of some layers, by name. */
  keep?: { precision: FloatPrecision; layers: string[] };
}

/** The first thing to do about a finding. */
export type FindingAction =
  | { kind: "edit"; label: string; edit: RecipeEdit }
  | { kind: "show"; label: string; place: "compare" | "layers" | "images" | "preprocessing" }
  | { kind: "sweep"; label: string };

/** Numbers of this run behind a finding; the first column heads its row. */
export interface FindingTable {
  caption: string;
  columns: string[];
  rows: (string | number)[][];
}

/** What one check says of one run, from that run's own numbers. */
export interface Finding {
  /** Of the symptom; see `SYMPTOMS` in diagnosis/diagnose.ts. */
  id: string;
  /** `no-evidence`: this run cannot tell, and `evidence` says why. */
  state: "found" | "clear" | "no-evidence";
  /** Of what was found: whether the run measurably suffers, or only may. Null unless found. */
  grade: "likely" | "possible" | null;
  symptom: string;
  /** Sentences with numbers of this run. */
  evidence: string[];
  table: FindingTable | null;
  /** Null unless found. */
  cause: string | null;
  action: FindingAction | null;
}
