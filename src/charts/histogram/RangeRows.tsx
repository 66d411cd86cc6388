import { createContext, useContext } from "react";
import { usePlotArea } from "recharts";
import { AFTER } from "./Histogram.tsx";

export interface RangeMark {
  key: string;
  /** Short: it stands in the place of the y axis. */
  label: string;
  min: number;
  max: number;
  /** The one that the recipe goes by. */
  isChosen: boolean;
}

export const ROW_HEIGHT = 19;
/** Between the last row and the plot. */
export const ROWS_FOOT = 8;
const INK = "var(--lab-quiet)";
const ACCENT = "var(--mantine-primary-color-filled)";

/**
 * Ranges as bars under each other above a histogram and one row more, each with its name beside it and lines down to
 * the axis: names cannot come to lie on each other, wherever the ranges end. A part of the histogram's drawing.
 */
export function RangeRows({ marks, domain: [low, high] }: { marks: RangeMark[]; domain: [number, number] }) {
  const plot = usePlotArea();
  if (!plot) return null;
  const at = (value: number) => plot.x + (plot.width * (value - low)) / (high - low);
  const foot = plot.y + plot.height;
  return marks.map((mark, row) => {
    const [from, to] = [at(mark.min), at(mark.max)];
    const y = plot.y - ROWS_FOOT - (marks.length - row + 0.5) * ROW_HEIGHT;
    const ink = mark.isChosen ? ACCENT : INK;
    return (
      <g key={mark.key}>
        <text
          x={plot.x - 8}
          y={y}
          dy="0.35em"
          textAnchor="end"
          fontSize={12}
          fontWeight={mark.isChosen ? 650 : 400}
          fill={INK}
        >
          {mark.label}
        </text>
        <path d={`M${from},${y}H${to}M${from},${y - 4}v8M${to},${y - 4}v8`} stroke={ink} strokeWidth={2} />
        <path
          d={`M${from},${y + 4}V${foot}M${to},${y + 4}V${foot}`}
          stroke={ink}
          strokeOpacity={0.45}
          strokeDasharray="2 4"
        />
      </g>
    );
  });
}

/** The range that the integer levels span. A context, so that a drag draws a few lines again and not the chart around them. */
export const UsedRangeContext = createContext({ min: 0, max: 0 });

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
      <path d={`M${from},${row}H${to}`} stroke={AFTER} strokeWidth={3} />
      <path d={`M${from},${row}V${foot}M${to},${row}V${foot}`} stroke={AFTER} strokeWidth={1.5} />
    </g>
  );
}
