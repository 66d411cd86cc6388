import {
  type MiniGrid,
  type MiniSettings,
  miniExperiment,
  miniSteps,
  type ZeroForm,
} from "./mini-experiment.ts";
import { gridValues, type MiniSummary, miniSummary } from "./mini-summary.ts";

/** The same values with one form of the offset. */
export interface ZeroRow {
  form: ZeroForm;
  grid: MiniGrid;
  /** What the codes stand for. */
  levels: Float64Array;
  /** The code that a real zero gets, and the value it comes back as. */
  zeroCode: number;
  zeroValue: number;
  summary: MiniSummary;
}

const FORMS: readonly ZeroForm[] = ["real-offset", "textbook", "deployable"];

/** All three forms on one scale for all values, asymmetric, with the bits and the range method of the settings. */
export function zeroRows(x: Float32Array, { bits, range }: MiniSettings): ZeroRow[] {
  return FORMS.map((form) => {
    const settings: MiniSettings = {
      bits,
      range,
      scheme: "asymmetric",
      zero: form,
      granularity: { kind: "tensor" },
    };
    const result = miniExperiment(x, 1, settings);
    const [grid] = result.grids;
    const zero = miniSteps(0, grid);
    return {
      form,
      grid,
      levels: gridValues(grid),
      zeroCode: zero.code,
      zeroValue: zero.value,
      summary: miniSummary(x, result),
    };
  });
}

/** How many values are exactly zero. */
export const countZeros = (x: Float32Array): number =>
  x.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
