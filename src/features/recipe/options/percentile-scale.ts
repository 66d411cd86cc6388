/** The slider's stops: what matters is how much is cut off, so they go by its order of magnitude. */
export const PERCENTILES = [95, 98, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 99.9999, 100] as const;

/** The stop nearest to a percentile that may have come from elsewhere. */
export const positionOf = (percentile: number): number => {
  const distances = PERCENTILES.map((stop) => Math.abs(stop - percentile));
  return distances.indexOf(Math.min(...distances));
};

export const formatPercentile = (percentile: number): string => `${percentile}\u00a0%`;
