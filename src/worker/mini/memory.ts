import { canonicalJson } from "#experiment/canonical-json.ts";
import { type MiniResult, type MiniSettings, miniExperiment } from "#lessons/mini/mini-experiment.ts";
import { parseNumbers } from "#lessons/mini/mini-numbers.ts";
import { drawValues, MINI_LIMIT } from "#lessons/mini/mini-source.ts";
import { type MiniSummary, miniSummary } from "#lessons/mini/mini-summary.ts";
import type { FormulasAnswer, MiniQuestion, MiniSide, MiniSource } from "#protocol/mini.ts";
import { Latest } from "../latest.ts";

export interface MiniValues {
  /** Which values these are. */
  key: string;
  x: Float32Array;
  channels: number;
  read: FormulasAnswer["read"];
}

/** What a setting made of the values, whole. */
export interface RoundTrip {
  result: MiniResult;
  summary: MiniSummary;
}

/** The values and round trips of the last question: looking at them from another side computes nothing again. */
export class MiniMemory {
  readonly #values = new Latest<MiniValues>();
  readonly #trips: Record<MiniSide["name"], Latest<RoundTrip>> = {
    "": new Latest(),
    A: new Latest(),
    B: new Latest(),
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
