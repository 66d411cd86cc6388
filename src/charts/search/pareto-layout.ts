import type { TooltipLine } from "../frame/ChartTooltip.tsx";

export interface ParetoPoint {
  id: string;
  /** What the setting is called. */
  name: string;
  x: number;
  y: number;
  /** Ends of the 95 % interval of y. */
  interval: [number, number] | null;
  kind: "uniform" | "mixed" | "fp32";
  onFront: boolean;
  /** Written beside it. */
  caption: string | null;
  lines: TooltipLine[];
}

export type Span = [low: number, high: number];

/** Room left about the outermost values, as a share of what lies between them. */
const MARGIN = 0.06;

/** What an axis has to reach over so that these values stand clear of its ends. */
export function spanOf(values: readonly number[]): Span {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low) * MARGIN || Math.abs(high) * MARGIN || 1;
  return [low - margin, high + margin];
}

/** Where a value stands within a span, 0..1. */
export const placeIn = ([low, high]: Span, value: number): number => (value - low) / (high - low);

/**
 * The corners of the front, cheapest first: between two settings nothing better is to be had than the cheaper one,
 * so it goes on level until the next.
 */
export function frontSteps(points: readonly { x: number; y: number }[]): { x: number; y: number }[] {
  const ordered = points.toSorted((a, b) => a.x - b.x);
  return ordered.flatMap(({ x, y }, i) =>
    i === 0
      ? [{ x, y }]
      : [
          { x, y: ordered[i - 1].y },
          { x, y },
        ],
  );
}
