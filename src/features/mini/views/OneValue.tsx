import { useMemo } from "react";
import { MiniLens } from "#charts/MiniLens.tsx";
import { MiniNumberLine } from "#charts/MiniNumberLine.tsx";
import { gridValues } from "#core/mini-summary.ts";
import { useLab } from "#store/lab-context.ts";
import { extremes, union } from "../histograms.ts";
import { firstLooked, lookedPart, onWay } from "../looked-value.ts";
import { stepLines } from "../steps.ts";
import type { MiniOutcome } from "../use-mini.ts";
import { FormulaText } from "./FormulaText.tsx";
import classes from "./views.module.css";

export interface OneValueProps {
  x: Float32Array;
  outcome: MiniOutcome;
  /** Which scale is looked at. */
  part: number;
  /** Null for one of the values chosen. */
  looked: number | null;
}

/** The grid of one scale, some values on it, and one of them step by step. */
export function OneValue({ x, outcome, part, looked: wanted }: OneValueProps) {
  const setMini = useLab((state) => state.setMini);
  const { grid, values, chosen } = useMemo(() => lookedPart(x, outcome, part), [x, outcome, part]);
  const levels = useMemo(() => gridValues(grid), [grid]);
  const ends = useMemo(() => extremes(values), [values]);
  const looked = onWay(wanted ?? firstLooked(chosen), grid);
  const [low, high] = union(ends, [levels[0], levels[levels.length - 1]]);
  const room = (high - low) * 0.03;
  const drawn = { name: outcome.name, looked, levels, firstCode: grid.qmin };
  return (
    <>
      <MiniNumberLine
        {...drawn}
        values={chosen}
        domain={[low - room, high + room]}
        onLook={(value) => setMini({ looked: value })}
      />
      <MiniLens {...drawn} />
      <ol className={classes.steps} aria-label={`Step by step${outcome.name && `, ${outcome.name}`}`}>
        {stepLines(looked.x, grid, outcome.settings.zero === "deployable").map(({ title, tex, note }) => (
          <li key={title}>
            <span className={classes.label}>{title}</span>
            <FormulaText tex={tex} />
            {note && <p className={classes.quiet}>{note}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}
