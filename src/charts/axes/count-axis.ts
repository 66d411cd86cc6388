import { formatCount, formatPowerOfTen } from "#words/format.ts";
import { niceTicks } from "./nice-ticks.ts";

export type CountScale = "linear" | "log";

/** A y axis of counts; on a logarithmic one a count of 1 can still be seen, and fewer than half of one cannot. */
export interface CountAxis {
  height: (count: number) => number;
  domain: [number, number];
  ticks: number[];
  tickText: (height: number) => string;
}

/** Powers of ten that a count of 1 rises above the foot. */
const FOOT = 0.3;

export function countAxis(scale: CountScale, largest: number): CountAxis {
  const most = Math.max(1, largest);
  if (scale === "linear") {
    const ticks = niceTicks(0, most * 1.05, 5).filter(Number.isInteger);
    return { height: (count) => count, domain: [0, most * 1.05], ticks, tickText: formatCount };
  }
  const top = Math.log10(most);
  const step = Math.ceil((top + FOOT) / 6);
  return {
    height: (count) => Math.max(0, Math.log10(count) + FOOT),
    domain: [0, top + FOOT + 0.15],
    ticks: Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step + FOOT),
    tickText: (height) => formatPowerOfTen(Math.round(height - FOOT)),
  };
}
