import { canonicalJson } from "#experiment/canonical-json.ts";
import { type MiniResult, type MiniSettings, miniExperiment } from "#lessons/mini/mini-experiment.ts";
import { beforeAfter, errorCounts, extremes, shapeOf, union } from "#lessons/mini/mini-histograms.ts";
import { lookedPart } from "#lessons/mini/mini-looked.ts";
import { drawValues, MINI_LIMIT, parseNumbers } from "#lessons/mini/mini-source.ts";
import { type MiniSummary, miniSummary } from "#lessons/mini/mini-summary.ts";
import { countZeros, crestFactor, formatRows, zeroRows } from "#lessons/mini/mini-tables.ts";
import type {
  FormulasAnswer,
  MiniMessages,
  MiniOutcome,
  MiniQuestion,
  MiniSide,
  MiniSource,
  MiniWindow,
  ZeroAnswer,
} from "#protocol/mini.ts";
import type { HandlersOf } from "../context.ts";
import { RecentValues } from "../recent-values.ts";

/** One per view. */
export const MINI_HANDLERS: HandlersOf<MiniMessages, MiniMemory> = {
  trip: async (question, { workspace }) => {
    const values = workspace.values(question);
    const { x } = values;
    let ends = extremes(x);
    const outcomes = question.sides.map((side) => {
      const trip = workspace.roundTrip(values, side);
      const { result } = trip;
      ends = union(ends, extremes(result.values));
      return {
        ...outcomeOf(side, trip, question.part),
        looked: lookedPart(x, result, question.part),
        histogram: beforeAfter(x, result),
        errors: errorCounts(x, result),
      };
    });
    return { ...head(values), outcomes, ends };
  },

  formulas: async (question, { workspace }) => {
    const values = workspace.values(question);
    return { ...head(values), outcomes: outcomes(question, values, workspace) };
  },

  zero: async (question, { workspace }) => {
    const values = workspace.values(question);
    const { x } = values;
    const [{ settings }] = question.sides;
    const rows = zeroRows(x, settings);
    const window = zeroWindow(x, rows[0].grid.scale);
    return { ...head(values), bits: settings.bits, rows, zeros: countZeros(x), window };
  },

  formats: async (question, { workspace }) => {
    const values = workspace.values(question);
    const { x } = values;
    const [low, high] = extremes(x);
    const largest = Math.max(-low, high) || 1;
    const windows = { whole: windowTo(x, largest * 1.03), middle: windowTo(x, largest / 10) };
    return { ...head(values), rows: formatRows(x), crest: crestFactor(x), windows };
  },

  code: async (question, { workspace }) => {
    const values = workspace.values(question);
    // A copy: an answer's arrays are handed over to the page.
    const x = new Float32Array(values.x);
    return { ...head(values), outcomes: outcomes(question, values, workspace), x };
  },
};

const head = ({ x, read }: MiniValues) => ({ count: x.length, read });

const outcomes = ({ sides, part }: MiniQuestion, values: MiniValues, memory: MiniMemory): MiniOutcome[] =>
  sides.map((side) => outcomeOf(side, memory.roundTrip(values, side), part));

function outcomeOf(side: MiniSide, { result, summary }: RoundTrip, part: number): MiniOutcome {
  const { grids, partSize } = result;
  const lookedGrid = grids[Math.min(part, grids.length - 1)];
  return { ...side, summary, partSize, gridCount: grids.length, firstGrid: grids[0], lookedGrid };
}

const windowTo = (x: Float32Array, end: number): MiniWindow => ({
  domain: [-end, end],
  shape: shapeOf(x, [-end, end]),
});

/** Steps to either side of zero that are drawn. */
const NEAR = 4.5;

function zeroWindow(x: Float32Array, step: number): ZeroAnswer["window"] {
  const [low, high] = extremes(x);
  const near = NEAR * step;
  const isNear = low < near && high > -near;
  const domain: [number, number] = isNear
    ? [-near, near]
    : [Math.min(low, 0) - 2 * step, Math.max(high, 0) + 2 * step];
  return { isNear, domain, shape: shapeOf(x, domain) };
}

interface MiniValues {
  /** Which values these are. */
  key: string;
  x: Float32Array;
  channels: number;
  read: FormulasAnswer["read"];
}

/** What a setting made of the values, whole. */
interface RoundTrip {
  result: MiniResult;
  summary: MiniSummary;
}

/** The values and round trips of the last question: looking at them from another side computes nothing again. */
export class MiniMemory {
  readonly #values = new RecentValues<MiniValues>();
  readonly #trips: Record<MiniSide["name"], RecentValues<RoundTrip>> = {
    "": new RecentValues(),
    A: new RecentValues(),
    B: new RecentValues(),
  };

  values({ source }: MiniQuestion): MiniValues {
    const key = keyOf(source);
    return this.#values.get(key) ?? this.#values.set(key, { key, ...valuesOf(source) });
  }

  roundTrip({ key: valuesKey, x, channels }: MiniValues, { name, settings }: MiniSide): RoundTrip {
    const key = canonicalJson(settings) + valuesKey;
    const trips = this.#trips[name];
    return trips.get(key) ?? trips.set(key, roundTrip(x, channels, settings));
  }
}

function roundTrip(x: Float32Array, channels: number, settings: MiniSettings): RoundTrip {
  const result = miniExperiment(x, channels, settings);
  return { result, summary: miniSummary(x, result) };
}

function keyOf(source: MiniSource): string {
  const { kind, channels } = source;
  switch (kind) {
    case "drawn":
      return canonicalJson([kind, channels, source.draw]);
    case "pasted":
      return `${kind} ${channels} ${source.text}`;
    case "layer":
      return `${kind} ${channels} ${source.id}`;
  }
}

function valuesOf(source: MiniSource): Omit<MiniValues, "key"> {
  const { kind, channels } = source;
  switch (kind) {
    case "drawn":
      return { x: drawValues(source.draw, channels), channels, read: null };
    case "pasted": {
      const { values, ...read } = parseNumbers(source.text, MINI_LIMIT);
      return { x: values, channels, read };
    }
    case "layer":
      return { x: source.values, channels, read: null };
  }
}
