import { useRef, useState } from "react";
import { ChartTooltip } from "../frame/ChartTooltip.tsx";
import classes from "./ParetoTargets.module.css";
import type { ParetoPoint, Span } from "./pareto-layout.ts";
import { placeIn } from "./pareto-layout.ts";

export interface ParetoTargetsProps {
  label: string;
  points: ParetoPoint[];
  x: Span;
  y: Span;
  /** The plot within the picture, in pixels from its edges. */
  plot: { top: number; right: number; bottom: number; left: number };
  selected: string | null;
  onSelect: (id: string) => void;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/** A button over every mark. Tab reaches the chosen one, or the first; arrow keys lead from one to the next. */
export function ParetoTargets({ label, points, x, y, plot, selected, onSelect }: ParetoTargetsProps) {
  const [told, setTold] = useState<string | null>(null);
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const tabbable = points.some(({ id }) => id === selected) ? selected : points.at(0)?.id;
  const about = points.find(({ id }) => id === told);
  const step = (from: number, by: number) => {
    const to = points.at((from + by) % points.length);
    if (to) buttons.current.get(to.id)?.focus();
  };
  return (
    <fieldset
      className={classes.plot}
      aria-label={`Settings: ${label}`}
      style={{ top: plot.top, right: plot.right, bottom: plot.bottom, left: plot.left }}
    >
      {points.map((point, i) => {
        const { id, name, lines } = point;
        return (
          <button
            key={id}
            ref={(button) => {
              if (button) buttons.current.set(id, button);
              else buttons.current.delete(id);
            }}
            type="button"
            className={classes.target}
            style={placed(point, x, y)}
            tabIndex={id === tabbable ? 0 : -1}
            aria-pressed={id === selected}
            aria-label={[name, ...lines.map((line) => `${line.label} ${line.value}`)].join(", ")}
            onClick={() => onSelect(id)}
            onPointerEnter={() => setTold(id)}
            onPointerLeave={() => setTold(null)}
            onFocus={() => setTold(id)}
            onBlur={() => setTold(null)}
            onKeyDown={(event) => {
              const by = STEPS[event.key];
              if (by === undefined) return;
              event.preventDefault();
              step(i, by);
            }}
          />
        );
      })}
      {about && (
        <div
          className={classes.tooltip}
          style={placed(about, x, y)}
          data-left={placeIn(x, about.x) > 0.5 || undefined}
          data-above={placeIn(y, about.y) < 0.5 || undefined}
          aria-hidden
        >
          <ChartTooltip title={about.name} lines={about.lines} />
        </div>
      )}
    </fieldset>
  );
}

const placed = (point: { x: number; y: number }, x: Span, y: Span) => ({
  left: `${100 * placeIn(x, point.x)}%`,
  bottom: `${100 * placeIn(y, point.y)}%`,
});
