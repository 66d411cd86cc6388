import { tickText } from "#charts/axes/nice-ticks.ts";
import { formatDecibels, formatPercent, formatSmall } from "#words/format.ts";
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
  /** Of a round number, such as the steps of the palette meet at. */
  edge: (value: number) => string;
}

/** "0.002", and below that "2·10⁻⁴" or "10⁻⁴". */
const magnitude = (value: number): string =>
  value >= 0.001 && value < 1000 ? tickText(value) : formatSmall(value).replace(/^1\.0·|\.0/, "");

const ofMeasure = (part: "weights" | "output", { key, short }: (typeof MEASURES)[number]): Colouring => ({
  key: `${part}.${key}`,
  label: `${part === "weights" ? "Weights" : "Output"}: ${short === "Largest" ? "largest error" : short}`,
  source: part === "weights" ? "recipe" : "run",
  scale: key === "sqnrDb" ? "decibels" : "magnitudes",
  value: ({ weights, measured }) => (part === "weights" ? weights : measured?.output)?.[key] ?? null,
  format: key === "sqnrDb" ? formatDecibels : formatSmall,
  edge: key === "sqnrDb" ? (value) => `${tickText(value)}\u00a0dB` : magnitude,
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
    edge: (value) => `${tickText(value * 100)}\u00a0%`,
  },
];

export const colouringOf = (key: string): Colouring =>
  COLOURINGS.find((each) => each.key === key) ?? COLOURINGS[0];
