import { Skeleton } from "@mantine/core";
import { useDeferredValue, useEffect } from "react";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { ActivationRangesPanel } from "./ActivationRangesPanel.tsx";
import { FloatNodes } from "./FloatNodes.tsx";
import { LayerDetailPanel } from "./LayerDetailPanel.tsx";
import { LayerErrorPanel } from "./LayerErrorPanel.tsx";
import classes from "./LayersTab.module.css";
import { LayerTablePanel } from "./LayerTablePanel.tsx";
import { worstLayer } from "./worst-layer.ts";

/** Where the error arises: all layers, then one in depth, at first the worst. */
export default function LayersTab() {
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  // Drawn in slices, so that charts and tables do not hold up the page when a run ends.
  const latest = useDeferredValue(useLab((state) => state.latest));
  useEffect(() => {
    if (latest && selectedLayer === null) selectLayer(worstLayer(latest.result.layers));
  }, [latest, selectedLayer, selectLayer]);
  if (!latest)
    return (
      <div className={classes.tab}>
        <Panel
          title="Error per layer"
          note="Press Run: the error of every layer's weights and outputs appears here."
        >
          <Skeleton height={330} animate={false} />
        </Panel>
        <ActivationRangesPanel />
      </div>
    );
  return (
    <div className={classes.tab}>
      <LayerErrorPanel layers={latest.result.layers} />
      <LayerDetailPanel />
      <LayerTablePanel latest={latest} />
      <ActivationRangesPanel />
      <FloatNodes nodes={latest.result.floatNodes} />
    </div>
  );
}
