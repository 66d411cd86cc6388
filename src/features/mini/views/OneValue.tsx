import { useMemo } from "react";
import { MiniLens } from "#charts/mini/MiniLens.tsx";
import { MiniNumberLine } from "#charts/mini/MiniNumberLine.tsx";
import { union } from "#lessons/mini/mini-histograms.ts";
import { firstLooked, onWay } from "#lessons/mini/mini-looked.ts";
import { gridValues } from "#lessons/mini/mini-summary.ts";
import type { TripOutcome } from "#protocol/mini.ts";
import { useLab } from "#store/lab-context.ts";
import { stepLines } from "../steps.ts";
import { FormulaText } from "./FormulaText.tsx";
import classes from "./views.module.css";

export interface OneValueProps {
  outcome: TripOutcome;
  /** Null for one of the values chosen. */
  looked: number | null;
}

/** The grid of one scale, some values on it, and one of them step by step. */
export function OneValue({ outcome, looked: wanted }: OneValueProps) {
  const setMini = useLab((state) => state.setMini);
  const { name, settings } = outcome;
  const { grid, ends, chosen } = outcome.looked;
  const levels = useMemo(() => gridValues(grid), [grid]);
  const looked = onWay(wanted ?? firstLooked(chosen), grid);
  const [low, high] = union(ends, [levels[0], levels[levels.length - 1]]);
  const room = (high - low) * 0.03;
  const drawn = { name, looked, levels, firstCode: grid.qmin };
  return (
    <>
      <MiniNumberLine
        {...drawn}
        values={chosen}
        domain={[low - room, high + room]}
        onLook={(value) => setMini({ looked: value })}
      />
      <MiniLens {...drawn} />
      <ol className={classes.steps} aria-label={`Step by step${name && `, ${name}`}`}>
        {stepLines(looked.x, grid, settings.zero === "deployable").map(({ title, tex, note }) => (
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
