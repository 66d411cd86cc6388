import { memo, useMemo } from "react";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run-slice.ts";
import { Panel } from "#ui/Panel.tsx";
import { LayerTable } from "./LayerTable.tsx";
import { layerRows } from "./layer-rows.ts";

/** All layers in numbers. */
export const LayerTablePanel = memo(function LayerTablePanel({ latest }: { latest: RunRecord }) {
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  const rows = useMemo(() => layerRows(latest.result.layers, latest.layerKinds), [latest]);
  return (
    <Panel
      title="All layers"
      note="The output error is what has built up to that layer inside the quantized network. Choose a layer to see its weights; choose a heading to sort."
    >
      <LayerTable rows={rows} selected={selectedLayer} onSelect={selectLayer} />
    </Panel>
  );
});
