import type { QuantizationPlan } from "#engine/quantize/quantization-plan.ts";
import { countMacs } from "#onnx/infer/macs.ts";
import type { SweepProgress, SweepRow } from "#protocol/sensitivity.ts";
import type { MeasuredWhole } from "./sweep-state.ts";

/** Reports how far a sweep is and estimates the time left from the relative cost of each row. */
export class ProgressReport {
  #whole: MeasuredWhole | null = null;
  #left: ReadonlySet<string> = new Set();
  #total = 0;
  #measuredMs = 0;
  #measuredCost = 0;
  #lastAt = performance.now();

  /** @param costs of all layers */
  constructor(
    private readonly report: (progress: SweepProgress) => void,
    private readonly costs: ReadonlyMap<string, number>,
  ) {}

  /** What is known at the start; `layers` are all that have a row, as far as can be told. */
  start(rows: readonly SweepRow[], layers: readonly string[], whole: MeasuredWhole | null): void {
    const known = new Set(rows.map(({ layer }) => layer));
    this.#whole = whole;
    this.#total = layers.length;
    this.#left = new Set(layers.filter((layer) => !known.has(layer)));
    this.#emit(rows);
  }

  /** The recipe itself has been evaluated; `left` have no row yet. */
  whole(whole: MeasuredWhole, layers: readonly string[], left: readonly string[]): void {
    this.#whole = whole;
    this.#total = layers.length;
    this.#left = new Set(left);
    this.#lastAt = performance.now();
    this.#emit([]);
  }

  row(row: SweepRow): void {
    const now = performance.now();
    this.#measuredMs += now - this.#lastAt;
    this.#lastAt = now;
    this.#measuredCost += this.#cost(row.layer);
    this.#left = new Set([...this.#left].filter((layer) => layer !== row.layer));
    this.#emit([row]);
  }

  #cost(layer: string): number {
    return this.costs.get(layer) ?? 0;
  }

  /** Estimated from the rows so far; before the first row, from the time of the whole network. */
  #remainingMs(): number | null {
    if (!this.#whole) return null;
    const unitMs =
      this.#measuredCost > 0
        ? this.#measuredMs / this.#measuredCost
        : this.#whole.evaluationMs / Math.max(...this.costs.values());
    return [...this.#left].reduce((sum, layer) => sum + this.#cost(layer) * unitMs, 0);
  }

  #emit(rows: readonly SweepRow[]): void {
    this.report({
      done: this.#total - this.#left.size,
      total: this.#total,
      remainingMs: this.#remainingMs(),
      rows: [...rows],
      whole: this.#whole?.whole ?? null,
      fp32: this.#whole?.fp32 ?? null,
    });
  }
}

/** Of a whole run, what each layer's row costs whatever lies behind it: building, opening a session. */
const FIXED_SHARE = 0.1;

/**
 * What the row of each layer costs relative to the others: multiply-accumulates from the layer to the end of the
 * network. Layers whose operations cannot be counted count alike.
 *
 * @param dims of the first input for one item
 */
export function layerCosts({ view, layers }: QuantizationPlan, dims: readonly number[]): Map<string, number> {
  const { byNode } = countMacs(view, new Map([[view.inputs[0].name, dims]]));
  const macs = layers.map(({ name }) => byNode.get(name) ?? null);
  const isKnown = macs.every((count) => count !== null);
  const counts = macs.map((count) => (isKnown && count ? count : 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const costs = new Map<string, number>();
  let behind = total;
  layers.forEach(({ name }, i) => {
    costs.set(name, behind + FIXED_SHARE * total);
    behind -= counts[i];
  });
  return costs;
}
