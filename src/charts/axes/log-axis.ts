import { formatPowerOfTen } from "#words/format.ts";

/** An axis from a whole power of ten to a whole power of ten, on which bars can stand. */
export interface LogAxis {
  /** Height above the axis' lower end in powers of ten; null where the value is zero, missing or infinite. */
  height: (value: number | null) => number | null;
  domain: [number, number];
  ticks: number[];
  tickText: (height: number) => string;
}

const log = (value: number | null): number | null =>
  value !== null && value > 0 && Number.isFinite(value) ? Math.log10(value) : null;

/** The logarithmic axis that holds all of these values; `foot` powers of ten stay free below the smallest. */
export function logAxis(values: readonly (number | null)[], foot = 0): LogAxis {
  const known = values.map(log).filter((value) => value !== null);
  const low = known.length > 0 ? Math.floor(Math.min(...known) - foot) : -1;
  const high = known.length > 0 ? Math.max(low + 1, Math.ceil(Math.max(...known))) : 0;
  const step = Math.ceil((high - low) / 6);
  return {
    height: (value) => {
      const power = log(value);
      return power === null ? null : power - low;
    },
    domain: [0, high - low],
    ticks: Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => i * step),
    tickText: (tick) => formatPowerOfTen(tick + low),
  };
}
