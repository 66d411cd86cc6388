import { Skeleton } from "@mantine/core";
import { ChannelRangeChart } from "#charts/ChannelRangeChart.tsx";
import { WeightHistogramChart } from "#charts/WeightHistogramChart.tsx";
import type { LayerResult } from "#core/report.ts";
import type { LayerDetail } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/ErrorNotice.tsx";
import { formatCount, formatDecibels } from "#ui/format.ts";
import { Panel } from "#ui/Panel.tsx";
import { gridLevels, spreadText } from "./grid-levels.ts";
import classes from "./LayerDetailPanel.module.css";

/** The chosen layer in depth: its weights before and after, and the range of each channel. */
export function LayerDetailPanel() {
  const { selectedLayer, layerDetail, layerFailure, result } = useLab((state) => ({
    selectedLayer: state.selectedLayer,
    layerDetail: state.layerDetail,
    layerFailure: state.layerFailure,
    result: state.latest?.result,
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
  const layer = result?.layers.find(({ name }) => name === selectedLayer);
  const scheme = result?.recipe.layers[selectedLayer]?.weights?.scheme ?? result?.recipe.weights.scheme;
  return (
    <Panel title={selectedLayer} note={detail && layer ? detailText(detail, layer) : "\u00a0"}>
      {!layer?.weights ? (
        <p className={classes.hint}>
          This layer has no constant weights: both of its inputs are activations, or it was kept in floating
          point.
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
                quantizedName={widthText(detail, layer)}
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

const widthText = ({ bits }: LayerDetail, { precision }: LayerResult): string =>
  precision === "fp16" ? "FP16" : `${bits}-bit`;

function detailText(detail: LayerDetail, layer: LayerResult): string {
  const { op, shape, scales, error } = detail;
  const count = scales.length === 1 ? ", one scale" : `, ${formatCount(scales.length)} scales`;
  return `${op}, weights ${shape.join("×")}, ${widthText(detail, layer)}${scales.length > 0 ? count : ""}; SQNR ${formatDecibels(error.sqnrDb)}. ${spreadText(detail)}`;
}
