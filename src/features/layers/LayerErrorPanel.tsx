import { SegmentedControl } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { LayerErrorChart } from "#charts/layers/LayerErrorChart.tsx";
import type { LayerResult } from "#experiment/result.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { MEASURES, measured } from "./measures.ts";

/** One measure of error over all layers. */
export const LayerErrorPanel = memo(function LayerErrorPanel({ layers }: { layers: LayerResult[] }) {
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  const [measure, setMeasure] = useState(MEASURES[0]);
  const data = useMemo(
    () =>
      layers.map(({ name, weights, output }) => ({
        name,
        weights: measured(weights, measure.key),
        output: measured(output, measure.key),
      })),
    [layers, measure],
  );
  return (
    <Panel
      title="Error per layer"
      note={measure.meaning}
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Measure of error"
          data={MEASURES.map(({ key, short }) => ({ value: key, label: short }))}
          value={measure.key}
          onChange={(key) => setMeasure(MEASURES.find((each) => each.key === key) ?? MEASURES[0])}
        />
      }
    >
      <LayerErrorChart
        layers={data}
        measure={measure.axis}
        format={measure.format}
        scale={measure.scale}
        selected={layers.some(({ name }) => name === selectedLayer) ? selectedLayer : null}
        onSelect={selectLayer}
      />
    </Panel>
  );
});
