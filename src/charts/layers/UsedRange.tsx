import { createContext, useContext } from "react";
import { usePlotArea } from "recharts";
import { ROW_HEIGHT, ROWS_FOOT } from "./RangeRows.tsx";

/** The range that the codes span. A context, so that a drag draws a few lines again and not the chart around them. */
export const UsedRangeContext = createContext({ min: 0, max: 0 });

const INK = "var(--lab-quantized)";
export const CLIPPED = "var(--lab-error-3)";

/** The range in use as the last row above a histogram, with lines down its sides and a tint on what lies beyond. */
export function UsedRange({ domain: [low, high] }: { domain: [number, number] }) {
  const { min, max } = useContext(UsedRangeContext);
  const plot = usePlotArea();
  if (!plot) return null;
  const at = (value: number) => plot.x + plot.width * Math.max(0, Math.min(1, (value - low) / (high - low)));
  const [from, to] = [at(min), at(max)];
  const row = plot.y - ROWS_FOOT - ROW_HEIGHT / 2;
  const foot = plot.y + plot.height;
  const tint = { y: plot.y, height: plot.height, fill: CLIPPED, fillOpacity: 0.16 };
  return (
    <g pointerEvents="none">
      <rect x={plot.x} width={from - plot.x} {...tint} />
      <rect x={to} width={plot.x + plot.width - to} {...tint} />
      <text x={plot.x - 8} y={row} dy="0.35em" textAnchor="end" fontSize={12} fill="var(--lab-quiet)">
        In use
      </text>
      <path d={`M${from},${row}H${to}`} stroke={INK} strokeWidth={3} />
      <path d={`M${from},${row}V${foot}M${to},${row}V${foot}`} stroke={INK} strokeWidth={1.5} />
    </g>
  );
}
