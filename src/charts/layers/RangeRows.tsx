import { usePlotArea } from "recharts";

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
