import { niceTicks } from "#charts/axes/nice-ticks.ts";

/** How the values of a measure are put on the steps of the error palette. */
export type StepScale = "decibels" | "magnitudes" | "shares";

/** Values sorted by how bad they are, from step 1 (harmless) to step 5. */
export interface ErrorSteps {
  /** Where one step ends and the next begins, ascending. */
  edges: number[];
  /** More is better, as with SQNR. */
  isReversed: boolean;
  step: (value: number) => number;
}

const PALETTE = 5;

/** 6 dB are one bit: 12 dB are what 2 bits leave, 36 dB what 6 bits do. */
const DECIBELS = [12, 20, 28, 36];

/** Divisions of a decade, the finest first. */
const LADDERS = [[1, 2, 5], [1, 3], [1]];

/** Steps for values of one measure over all layers. Those of SQNR are fixed, so that recipes can be compared. */
export function errorSteps(scale: StepScale, values: readonly number[]): ErrorSteps {
  const edges =
    scale === "decibels" ? DECIBELS : scale === "shares" ? shareEdges(values) : magnitudeEdges(values);
  const isReversed = scale === "decibels";
  const step = (value: number) => {
    if (Number.isNaN(value)) return PALETTE;
    const passed = edges.filter((edge) => value >= edge).length;
    return stepOf(isReversed ? edges.length - passed : passed, edges.length);
  };
  return { edges, isReversed, step };
}

/** The palette's step of the `place`th of `edges + 1` classes; fewer classes are spread over the palette. */
export const stepOf = (place: number, edges: number): number =>
  edges === 0 ? Math.ceil(PALETTE / 2) : 1 + Math.round((place * (PALETTE - 1)) / edges);

/** Round numbers between the smallest and the largest: the finest division that needs no more steps than there are. */
function magnitudeEdges(values: readonly number[]): number[] {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  if (known.length === 0) return [];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const powers = Math.floor(Math.log10(high)) - Math.floor(Math.log10(low)) + 1;
  const first = Math.floor(Math.log10(low));
  const rungs = LADDERS.map((ladder) =>
    Array.from({ length: powers }, (_, i) => ladder.map((rung) => Number(`${rung}e${first + i}`)))
      .flat()
      .filter((rung) => rung > low && rung <= high),
  );
  const fitting = rungs.find(({ length }) => length < PALETTE);
  return fitting ?? rungs[LADDERS.length - 1].slice(1 - PALETTE);
}

function shareEdges(values: readonly number[]): number[] {
  const high = Math.max(0, ...values.filter(Number.isFinite));
  return niceTicks(0, high, PALETTE)
    .filter((edge) => edge > 0 && edge < high)
    .slice(0, PALETTE - 1);
}
