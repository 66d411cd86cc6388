import { Skeleton } from "@mantine/core";
import { ChannelRangeChart } from "#charts/ChannelRangeChart.tsx";
import { WeightHistogramChart } from "#charts/WeightHistogramChart.tsx";
import type { LayerDetail } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/ErrorNotice.tsx";
import { formatCount, formatDecibels } from "#ui/format.ts";
import { Panel } from "#ui/Panel.tsx";
import { gridLevels, spreadText } from "./grid-levels.ts";
import classes from "./LayerDetailPanel.module.css";

/** The chosen layer in depth: its weights before and after, and the range of each channel. */
export function LayerDetailPanel() {
  const { selectedLayer, layerDetail, layerFailure, hasWeights, scheme } = useLab((state) => ({
    selectedLayer: state.selectedLayer,
    layerDetail: state.layerDetail,
    layerFailure: state.layerFailure,
    hasWeights: state.latest?.result.layers.find(({ name }) => name === state.selectedLayer)?.weights != null,
    scheme: state.latest?.result.recipe.weights.scheme ?? "symmetric",
  }));
  const detail = layerDetail?.name === selectedLayer ? layerDetail : null;
  if (selectedLayer === null)
    return (
      <Panel title="One layer in depth">
        <p className={classes.hint}>
          Choose a layer in the chart or the table to see its weights before and after.
        </p>
      </Panel>
    );
  return (
    <Panel title={selectedLayer} note={detail ? detailText(detail) : "\u00a0"}>
      {!hasWeights ? (
        <p className={classes.hint}>
          This layer has no constant weights: both of its inputs are activations, or it was kept in FP32.
        </p>
      ) : layerFailure ? (
        <ErrorNotice {...layerFailure} kept="The results of the run are untouched." />
      ) : (
        <div className={classes.pair}>
          <section aria-label="Histogram of the weights">
            <h3 className={classes.title}>Weights before and after</h3>
            {detail ? (
              <WeightHistogramChart
                start={detail.fp32.start}
                width={detail.fp32.width}
                fp32={detail.fp32.counts}
                quantized={detail.dequantized.counts}
                grid={gridLevels(detail, scheme)}
                quantizedName={`${detail.bits}-bit`}
              />
            ) : (
              <Skeleton height={300} animate={false} />
            )}
          </section>
          <section aria-label="Range per channel">
            <h3 className={classes.title}>Range of each output channel</h3>
            {detail ? (
              <ChannelRangeChart min={detail.channelMin} max={detail.channelMax} scales={detail.scales} />
            ) : (
              <Skeleton height={300} animate={false} />
            )}
          </section>
        </div>
      )}
    </Panel>
  );
}

function detailText(detail: LayerDetail): string {
  const { op, shape, bits, scales, error } = detail;
  const count = scales.length === 1 ? "one scale" : `${formatCount(scales.length)} scales`;
  return `${op}, weights ${shape.join("×")}, ${bits} bits, ${count}; SQNR ${formatDecibels(error.sqnrDb)}. ${spreadText(detail)}`;
}
