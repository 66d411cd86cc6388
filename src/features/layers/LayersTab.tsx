import { Skeleton } from "@mantine/core";
import { Fragment, type ReactNode, useDeferredValue } from "react";
import { useInTurn } from "#ui/loading/use-in-turn.ts";
import { Panel } from "#ui/Panel.tsx";
import { ActivationRangesPanel } from "./ActivationRangesPanel.tsx";
import { FloatNodes } from "./FloatNodes.tsx";
import { LayerErrorPanel } from "./LayerErrorPanel.tsx";
import { LayerExplorer } from "./LayerExplorer.tsx";
import classes from "./LayersTab.module.css";
import { LayerTablePanel } from "./LayerTablePanel.tsx";
import { useRunOfModel } from "./use-run-of-model.ts";

export interface LayersTabProps {
  /** Stands behind the error of every layer. */
  children?: ReactNode;
}

/** Where the error arises: one layer in depth beside all of them, then what the last run measured of the whole network. */
export function LayersTab({ children }: LayersTabProps) {
  // Drawn in slices, so that charts and tables do not hold up the page when a run ends.
  const run = useDeferredValue(useRunOfModel());
  const more = <Fragment key="more">{children}</Fragment>;
  const parts = run
    ? [
        <LayerErrorPanel key="errors" layers={run.result.layers} />,
        more,
        <LayerTablePanel key="table" latest={run} />,
        <ActivationRangesPanel key="ranges" />,
        <FloatNodes key="float" nodes={run.result.floatNodes} />,
      ]
    : [<Unmeasured key="unmeasured" />, more, <ActivationRangesPanel key="ranges" />];
  const stage = useInTurn(true, parts.length + 1).length;
  return (
    <div className={classes.tab}>
      {stage > 0 ? <LayerExplorer /> : <Skeleton height={840} animate={false} />}
      {parts.slice(0, stage - 1)}
    </div>
  );
}

function Unmeasured() {
  return (
    <Panel
      title="Error per layer"
      note="Press Run: the error of every layer’s weights and outputs, as they add up through the network, appears here."
    />
  );
}
