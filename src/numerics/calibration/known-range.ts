import type { ActivationSpec } from "../grid.ts";
import {
  type CalibratedRange,
  calibrationMethod,
  calibrationRange,
  type MethodChoice,
} from "./methods/registry.ts";
import type { ActivationObserver } from "./observer.ts";

/** The ranges of an observer after `count` values, by method and grid. */
interface Known {
  count: number;
  ranges: Map<string, CalibratedRange>;
}

const KNOWN = new WeakMap<ActivationObserver, Known>();

/**
 * The same as `calibrationRange`, remembered: a method that searches by the grid does so once for each observer and
 * grid, and again after more values. There are at most 14 grids, so little is kept.
 *
 * Throws as `calibrationRange` does.
 */
export function knownRange(
  observer: ActivationObserver,
  calibration: MethodChoice,
  spec: ActivationSpec,
): CalibratedRange {
  const { method } = calibration;
  if (!calibrationMethod(method).needs.grid) return calibrationRange(observer, calibration, spec);
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
