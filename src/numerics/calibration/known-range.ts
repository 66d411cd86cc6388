import type { ActivationSpec } from "../grid.ts";
import { calibrationRange, type MethodChoice } from "./methods/calibrate.ts";
import type { ActivationObserver } from "./observer.ts";

type Range = ReturnType<typeof calibrationRange>;

/** What an observer's ranges were when it had seen `count` values, by method and grid. */
interface Known {
  count: number;
  ranges: Map<string, Range>;
}

const KNOWN = new WeakMap<ActivationObserver, Known>();

/**
 * What `calibrationRange` gives. The methods that search, MSE and entropy, do so once for each observer and grid, and
 * again when it has seen more; there are 14 grids at most, so that little is kept.
 *
 * Throws as `calibrationRange` does.
 */
export function knownRange(
  observer: ActivationObserver,
  calibration: MethodChoice,
  spec: ActivationSpec,
): Range {
  const { method } = calibration;
  if (method !== "mse" && method !== "entropy") return calibrationRange(observer, calibration, spec);
  let known = KNOWN.get(observer);
  if (known?.count !== observer.count) {
    known = { count: observer.count, ranges: new Map() };
    KNOWN.set(observer, known);
  }
  const key = `${method} ${spec.bits} ${spec.scheme}`;
  let range = known.ranges.get(key);
  if (!range) {
    range = calibrationRange(observer, calibration, spec);
    known.ranges.set(key, range);
  }
  return range;
}
