/** What the points of a scatter have in one stretch of the x axis. */
export interface ScatterBin {
  from: number;
  to: number;
  middle: number;
  count: number;
  /** Mean of both coordinates, and the extremes of y. */
  meanX: number;
  meanY: number;
  minY: number;
  maxY: number;
}

/** The points sorted into equal stretches of x; stretches without a point are left out. */
export function scatterBins(x: ArrayLike<number>, y: ArrayLike<number>, stretches: number): ScatterBin[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    low = Math.min(low, x[i]);
    high = Math.max(high, x[i]);
  }
  const width = (high - low) / stretches || 1;
  const bins = new Map<number, ScatterBin>();
  for (let i = 0; i < x.length; i++) {
    const at = Math.min(stretches - 1, Math.floor((x[i] - low) / width));
    const from = low + at * width;
    const bin = bins.get(at) ?? {
      ...{ from, to: from + width, middle: from + width / 2, count: 0, meanX: 0, meanY: 0 },
      ...{ minY: Number.POSITIVE_INFINITY, maxY: Number.NEGATIVE_INFINITY },
    };
    bin.count++;
    bin.meanX += (x[i] - bin.meanX) / bin.count;
    bin.meanY += (y[i] - bin.meanY) / bin.count;
    bin.minY = Math.min(bin.minY, y[i]);
    bin.maxY = Math.max(bin.maxY, y[i]);
    bins.set(at, bin);
  }
  return [...bins.values()].sort((a, b) => a.from - b.from);
}
