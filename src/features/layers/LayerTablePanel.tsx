import { memo, useMemo } from "react";
import type { TensorError } from "#numerics/errors/errors.ts";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import type { TableColumn } from "#ui/data-table/table-column.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatDecibelsCell, formatMicroseconds, formatSmall } from "#words/format.ts";
import { arithmeticMeaning, arithmeticText, storedText } from "./execution-text.ts";
import { type LayerRow, layerRows } from "./layer-rows.ts";
import { MEASURES } from "./measures.ts";

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

type Column = TableColumn<LayerRow>;

const text = (column: Omit<Column, "value" | "isText">): Column => ({
  ...column,
  isText: true,
  value: column.text,
});

const number = (
  column: Omit<Column, "text" | "value">,
  value: (row: LayerRow) => number | null,
  format: (value: number) => string,
): Column => ({
  ...column,
  value,
  text: (row) => {
    const known = value(row);
    return known === null ? "–" : format(known);
  },
});

const kindText = ({ op, kind }: LayerRow): string => (op === "ConvTranspose" ? "transposed" : kind || op);

/** The measures of one tensor's error. */
const errorColumns = (key: string, group: string, error: (row: LayerRow) => TensorError | null): Column[] =>
  MEASURES.map((measure) =>
    number(
      { key: `${key}.${measure.key}`, heading: measure.short, group, width: 68 },
      (row) => error(row)?.[measure.key] ?? null,
      measure.key === "sqnrDb" ? formatDecibelsCell : formatSmall,
    ),
  );

const LAYER_COLUMNS: readonly Column[] = [
  number({ key: "place", heading: "#", group: "Layer", width: 34 }, ({ place }) => place, String),
  text({ key: "name", heading: "Name", group: "Layer", width: 168, text: ({ name }) => name }),
  text({ key: "kind", heading: "Kind", group: "Layer", width: 78, text: kindText, title: ({ op }) => op }),
  text({ key: "stored", heading: "Weights", group: "Kept as", width: 78, text: storedText }),
  text({
    key: "arithmetic",
    heading: "Arithmetic",
    group: "Kept as",
    width: 132,
    text: arithmeticText,
    title: arithmeticMeaning,
  }),
  ...errorColumns("weights", "Error of the weights", ({ weights }) => weights),
  ...errorColumns("output", "Error of the output", ({ output }) => output),
  number(
    { key: "fp32Ms", heading: "FP32", group: "Time", width: 64 },
    ({ latencyMs }) => latencyMs?.fp32 ?? null,
    formatMicroseconds,
  ),
  number(
    { key: "quantizedMs", heading: "Quantized", group: "Time", width: 78 },
    ({ latencyMs }) => latencyMs?.quantized ?? null,
    formatMicroseconds,
  ),
];
