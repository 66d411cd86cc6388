import type { LogAxis } from "./log-axis.ts";
import { niceTicks, tickText } from "./nice-ticks.ts";

/** A linear axis about values that are levels, such as decibels: it ends at round numbers and need not hold zero. */
export function levelAxis(values: readonly (number | null)[]): LogAxis {
  const known = values.filter((value) => value !== null).filter(Number.isFinite);
  const low = known.length > 0 ? Math.min(...known) : 0;
  const high = known.length > 0 ? Math.max(...known) : 1;
  const ticks = niceTicks(low - 1, high > low ? high : low + 1, 5);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const first = Math.floor(low / step) * step;
  const last = Math.max(Math.ceil(high / step) * step, first + step);
  return {
    height: (value) => (value !== null && Number.isFinite(value) ? value : null),
    domain: [first, last],
    ticks: Array.from({ length: Math.round((last - first) / step) + 1 }, (_, i) => first + i * step),
    tickText,
  };
}
