import classes from "./ParetoChart.module.css";
import type { ParetoPoint } from "./pareto-layout.ts";

export interface ParetoMarkProps {
  cx: number;
  cy: number;
  point: ParetoPoint;
  selected: boolean;
  /** The caption stands at the left, where there is more room. */
  captionBefore: boolean;
}

const RADIUS = 5.5;
/** Half the diagonal of a diamond of about the same area. */
const DIAGONAL = 7;

const COLOURS: Record<ParetoPoint["kind"], string> = {
  uniform: "var(--lab-error-3)",
  mixed: "var(--lab-quantized)",
  fp32: "var(--lab-fp32)",
};

const diamond = (cx: number, cy: number): string =>
  `M${cx},${cy - DIAGONAL}l${DIAGONAL},${DIAGONAL}l${-DIAGONAL},${DIAGONAL}l${-DIAGONAL},${-DIAGONAL}z`;

/** One setting: its shape says whether layers differ, filled if no other setting beats it. */
export function ParetoMark({ cx, cy, point, selected, captionBefore }: ParetoMarkProps) {
  const { kind, onFront, caption } = point;
  const colour = COLOURS[kind];
  const paint = { stroke: colour, strokeWidth: 2, fill: onFront ? colour : "var(--lab-surface)" };
  return (
    <g>
      {selected && <circle cx={cx} cy={cy} r={11} className={classes.ring} />}
      {kind === "uniform" && <circle cx={cx} cy={cy} r={RADIUS} {...paint} />}
      {kind === "mixed" && <path d={diamond(cx, cy)} {...paint} />}
      {kind === "fp32" && (
        <rect x={cx - RADIUS} y={cy - RADIUS} width={2 * RADIUS} height={2 * RADIUS} {...paint} />
      )}
      {caption && (
        <text
          className={classes.caption}
          x={captionBefore ? cx - 13 : cx + 13}
          y={cy - 9}
          textAnchor={captionBefore ? "end" : "start"}
        >
          {caption}
        </text>
      )}
    </g>
  );
}
