import { formatPowerOfTen } from "#ui/format.ts";

interface Pair {
  weights: number | null;
  output: number | null;
}

export interface LogBars {
  /** Heights above the axis' lower end in powers of ten; null where the value is zero or missing. */
  heights: Pair[];
  domain: [number, number];
  ticks: number[];
  tickText: (height: number) => string;
}

const log = (value: number | null): number | null =>
  value !== null && value > 0 && Number.isFinite(value) ? Math.log10(value) : null;

/** Values as bars that stand on a logarithmic axis from a whole power of ten to a whole power of ten. */
export function logBars(pairs: Pair[]): LogBars {
  const logs = pairs.map(({ weights, output }) => ({ weights: log(weights), output: log(output) }));
  const known = logs.flatMap(({ weights, output }) => [weights, output]).filter((value) => value !== null);
  const low = known.length > 0 ? Math.floor(Math.min(...known) - 0.2) : -1;
  const high = known.length > 0 ? Math.max(low + 1, Math.ceil(Math.max(...known))) : 0;
  const step = Math.ceil((high - low) / 6);
  const height = (value: number | null) => (value === null ? null : value - low);
  return {
    heights: logs.map(({ weights, output }) => ({ weights: height(weights), output: height(output) })),
    domain: [0, high - low],
    ticks: Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => i * step),
    tickText: (tick) => formatPowerOfTen(tick + low),
  };
}
