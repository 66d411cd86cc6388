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

export interface RangeRowsProps {
  marks: RangeMark[];
  domain: [number, number];
  used: { min: number; max: number };
}

export const ROW_HEIGHT = 19;
/** Between the last row and the plot. */
export const ROWS_FOOT = 8;
const INK = "var(--lab-quiet)";
const ACCENT = "var(--mantine-primary-color-filled)";

/**
 * Ranges as bars under each other above a histogram, each with its name beside it and lines down to the axis: names
 * cannot come to lie on each other, wherever the ranges end. A part of the histogram's drawing.
 */
export function RangeRows({ marks, domain, used }: RangeRowsProps) {
  const plot = usePlotArea();
  if (!plot) return null;
  const [low, high] = domain;
  const at = (value: number) => plot.x + (plot.width * (value - low)) / (high - low);
  const rowAt = (row: number) => plot.y - ROWS_FOOT - (marks.length - row + 0.5) * ROW_HEIGHT;
  const foot = plot.y + plot.height;
  return (
    <g>
      {marks.map((mark, row) => {
        const [from, to, y] = [at(mark.min), at(mark.max), rowAt(row)];
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
            <path
              d={`M${from},${y}H${to}M${from},${y - 4}v8M${to},${y - 4}v8`}
              stroke={ink}
              strokeWidth={2}
            />
            <path
              d={`M${from},${y + 4}V${foot}M${to},${y + 4}V${foot}`}
              stroke={ink}
              strokeOpacity={0.45}
              strokeDasharray="2 4"
            />
          </g>
        );
      })}
      <text x={plot.x - 8} y={rowAt(marks.length)} dy="0.35em" textAnchor="end" fontSize={12} fill={INK}>
        In use
      </text>
      <path
        d={`M${at(used.min)},${rowAt(marks.length)}H${at(used.max)}`}
        stroke="var(--lab-quantized)"
        strokeWidth={3}
      />
      <path
        d={`M${at(used.min)},${rowAt(marks.length)}V${foot}M${at(used.max)},${rowAt(marks.length)}V${foot}`}
        stroke="var(--lab-quantized)"
        strokeWidth={1.5}
      />
    </g>
  );
}
