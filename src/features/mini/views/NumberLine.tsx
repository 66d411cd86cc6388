import { useMemo } from "react";
import { MiniLens } from "#charts/MiniLens.tsx";
import { MiniNumberLine } from "#charts/MiniNumberLine.tsx";
import { gridValues } from "#core/mini-summary.ts";
import { useLab } from "#store/lab-context.ts";
import { extremes, union } from "../histograms.ts";
import { lookedValues } from "../looked-value.ts";
import type { MiniOutcome } from "../use-mini.ts";
import type { ViewProps } from "./view-props.ts";

export interface OneValueProps {
  x: Float32Array;
  outcome: MiniOutcome;
  mini: ViewProps["mini"];
}

/** The grid of one scale and some of its values. */
export function NumberLine({ x, outcome, mini }: OneValueProps) {
  const setMini = useLab((state) => state.setMini);
  const { grid, part, chosen, looked } = useMemo(() => lookedValues(x, outcome, mini), [x, outcome, mini]);
  const levels = useMemo(() => gridValues(grid), [grid]);
  const [low, high] = union(extremes(part), [levels[0], levels[levels.length - 1]]);
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
    </>
  );
}
