import { niceTicks, tickText } from "../axes/nice-ticks.ts";
import { ChartFrame } from "../frame/ChartFrame.tsx";
import { useWidth } from "../frame/use-width.ts";
import { GridTicks } from "./MiniNumberLine.tsx";

export interface GridRow {
  name: string;
  /** Ascending. */
  levels: ArrayLike<number>;
}

export interface MiniGridRowsProps {
  label: string;
  rows: GridRow[];
  domain: [number, number];
  /** How the values lie in the domain: heights 0 to 1 of equal bins, drawn above the grids. */
  shape: number[];
}

const NAMES = 84;
const ROW = 30;
const SHAPE = 54;
const FOOT = 34;

/** Grids under each other on one axis, below the values that are put on them. */
export function MiniGridRows({ label, rows, domain: [low, high], shape }: MiniGridRowsProps) {
  const [box, width] = useWidth();
  const height = SHAPE + rows.length * ROW + FOOT;
  const room = Math.max(width - NAMES - 10, 60);
  const at = (value: number) => NAMES + ((value - low) / (high - low)) * room;
  const inside = rows.map(({ levels }) =>
    Array.from(levels).filter((level) => level >= low && level <= high),
  );
  const bars = shape
    .map((part, i) => {
      const [from, to] = [NAMES + (room * i) / shape.length, NAMES + (room * (i + 1)) / shape.length];
      const top = SHAPE - 6 - part * (SHAPE - 12);
      return `M${from.toFixed(1)},${SHAPE - 6}V${top.toFixed(1)}H${to.toFixed(1)}V${SHAPE - 6}Z`;
    })
    .join("");
  const foot = SHAPE + rows.length * ROW;
  return (
    <ChartFrame
      label={label}
      height={height}
      legend={[
        { label: "Values", colour: "var(--lab-fp32)" },
        { label: "What can be represented", colour: "var(--lab-quantized)" },
      ]}
      table={{
        caption: `${label}: representable values within ${tickText(low)} to ${tickText(high)}`,
        columns: ["Grid", "Count", "Values"],
        rows: rows.map(({ name }, i) => [name, String(inside[i].length), shortList(inside[i])]),
        values: rows.map(({ name }, i) => [name, inside[i].length, inside[i].join(" ")]),
      }}
    >
      <div ref={box}>
        <svg width={width} height={height} role="img" aria-label={label}>
          <path d={bars} fill="var(--lab-fp32)" opacity={0.35} />
          {low < 0 && high > 0 && (
            <path d={`M${at(0)},${6}V${foot}`} stroke="var(--lab-quiet)" strokeDasharray="3 3" />
          )}
          {rows.map(({ name }, i) => (
            <g key={name}>
              <text
                x={NAMES - 10}
                y={SHAPE + (i + 0.5) * ROW}
                dy="0.35em"
                textAnchor="end"
                fontSize={12}
                fill="var(--lab-quiet)"
              >
                {name}
              </text>
              <path
                d={`M${NAMES},${SHAPE + (i + 0.5) * ROW}h${room}`}
                stroke="var(--lab-line)"
                strokeWidth={1.5}
              />
              <GridTicks
                levels={inside[i]}
                at={at}
                y={SHAPE + (i + 0.5) * ROW}
                colour="var(--lab-quantized)"
              />
            </g>
          ))}
          {niceTicks(low, high, Math.max(5, room / 110)).map((tick) => (
            <text
              key={tick}
              x={at(tick)}
              y={foot + 14}
              textAnchor="middle"
              fontSize={11}
              fill="var(--lab-quiet)"
            >
              {tickText(tick)}
            </text>
          ))}
          <text x={NAMES + room / 2} y={foot + 31} textAnchor="middle" fontSize={12} fill="var(--lab-quiet)">
            Value
          </text>
        </svg>
      </div>
    </ChartFrame>
  );
}

const SHOWN = 17;

const shortList = (values: number[]): string => {
  if (values.length <= SHOWN) return values.map(tickText).join("  ");
  return `${values.slice(0, 3).map(tickText).join("  ")} … ${values.slice(-3).map(tickText).join("  ")}`;
};
