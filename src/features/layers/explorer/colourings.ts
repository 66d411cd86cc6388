import { formatDecibels, formatPercent, formatSmall } from "#ui/format.ts";
import type { ExploredLayer } from "../explored-layers.ts";
import { MEASURES } from "../measures.ts";
import type { StepScale } from "./error-steps.ts";

/** An error by which the layers can be coloured. */
export interface Colouring {
  key: string;
  label: string;
  /** Whether a run must have measured it. */
  source: "recipe" | "run";
  scale: StepScale;
  value: (layer: ExploredLayer) => number | null;
  format: (value: number) => string;
}

const ofMeasure = (part: "weights" | "output", { key, short }: (typeof MEASURES)[number]): Colouring => ({
  key: `${part}.${key}`,
  label: `${part === "weights" ? "Weights" : "Output"}: ${short === "Largest" ? "largest error" : short}`,
  source: part === "weights" ? "recipe" : "run",
  scale: key === "sqnrDb" ? "decibels" : "magnitudes",
  value: ({ weights, measured }) => (part === "weights" ? weights : measured?.output)?.[key] ?? null,
  format: key === "sqnrDb" ? formatDecibels : formatSmall,
});

export const COLOURINGS: readonly Colouring[] = [
  ...MEASURES.map((measure) => ofMeasure("weights", measure)),
  ...MEASURES.map((measure) => ofMeasure("output", measure)),
  {
    key: "time",
    label: "Share of time",
    source: "run",
    scale: "shares",
    value: ({ timeShare }) => timeShare,
    format: formatPercent,
  },
];

export const colouringOf = (key: string): Colouring =>
  COLOURINGS.find((each) => each.key === key) ?? COLOURINGS[0];
