import { Skeleton } from "@mantine/core";
import { Fragment, type ReactNode, useDeferredValue } from "react";
import type { FloatNode } from "#experiment/result.ts";
import { useInTurn } from "#ui/loading/use-in-turn.ts";
import { Panel } from "#ui/Panel.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import { ActivationRangesPanel } from "./ActivationRangesPanel.tsx";
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

/** What stayed in floating point although the lab quantizes its operator, and why. */
function FloatNodes({ nodes }: { nodes: FloatNode[] }) {
  return (
    <Panel title="Kept in floating point">
      {nodes.length === 0 ? (
        <p className={classes.none}>None: every layer that the lab knows how to quantize was quantized.</p>
      ) : (
        <ScrollBox label="Nodes kept in floating point" maxHeight={260}>
          <ul className={classes.list}>
            {nodes.map(({ name, op, reason }) => (
              <li key={name}>
                <code>{name}</code> <span className={classes.op}>{op}</span> {reason}
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </Panel>
  );
}
