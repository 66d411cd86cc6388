interface Pair {
  weights: number | null;
  output: number | null;
}

export interface LogBars {
  /** Decimal logarithms; null where the value is zero or missing. */
  values: Pair[];
  domain: [number, number];
  ticks: number[];
  tickText: (exponent: number) => string;
}

const log = (value: number | null): number | null =>
  value !== null && value > 0 && Number.isFinite(value) ? Math.log10(value) : null;

/** Values as bars on a logarithmic axis that runs from a whole power of ten to a whole power of ten. */
export function logBars(pairs: Pair[]): LogBars {
  const values = pairs.map(({ weights, output }) => ({ weights: log(weights), output: log(output) }));
  const known = values.flatMap(({ weights, output }) => [weights, output]).filter((value) => value !== null);
  const low = known.length > 0 ? Math.floor(Math.min(...known) - 0.2) : -1;
  const high = known.length > 0 ? Math.max(low + 1, Math.ceil(Math.max(...known))) : 0;
  const step = Math.ceil((high - low) / 6);
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
  return { values, domain: [low, high], ticks, tickText: (exponent) => `1e${exponent}` };
}
