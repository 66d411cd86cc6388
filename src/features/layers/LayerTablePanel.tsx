import { memo, useMemo } from "react";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount } from "#words/format.ts";
import { LAYER_COLUMNS } from "./layer-columns.ts";
import type { LayerRow } from "./layer-rows.ts";
import { layerRows } from "./layer-rows.ts";

const nameOf = ({ name }: LayerRow): string => name;

/** All layers in numbers. */
export const LayerTablePanel = memo(function LayerTablePanel({ latest }: { latest: RunRecord }) {
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  const rows = useMemo(
    () => layerRows(latest.result.recipe, latest.result.layers, latest.layerKinds),
    [latest],
  );
  const simulated = rows.filter((row) => row.simulated).length;
  return (
    <Panel
      title="All layers"
      note={
        <>
          The output error is what has built up to that layer inside the quantized network. Choose a layer to
          see its weights; choose a heading to sort.
          {simulated > 0 &&
            ` ${formatCount(simulated)} of ${formatCount(rows.length)} layers are simulated: the runtime has no kernel for them, so wider codes or floats carry exactly their values. The accuracy is that of the width, the speed is not.`}
        </>
      }
    >
      <DataTable
        label="Layers"
        columns={LAYER_COLUMNS}
        rows={rows}
        idOf={nameOf}
        selected={selectedLayer}
        onSelect={selectLayer}
      />
    </Panel>
  );
});
