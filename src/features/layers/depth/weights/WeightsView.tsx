import { SegmentedControl, Skeleton } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import type { CountScale } from "#charts/axes/count-axis.ts";
import { WeightHistogramChart } from "#charts/histogram/WeightHistogramChart.tsx";
import { ChannelRangeChart } from "#charts/layers/ChannelRangeChart.tsx";
import type { LayerWeights } from "#protocol/layer-explorer.ts";
import { useInTurn } from "#ui/loading/use-in-turn.ts";
import { formatCount, formatSmall } from "#words/format.ts";
import type { LayerDepthProps } from "../../explored-layers.ts";
import { useAnswer } from "../../use-answer.ts";
import { useAskedWeights } from "../../use-asked-recipe.ts";
import { CountScaleSwitch } from "../CountScaleSwitch.tsx";
import classes from "../LayerDepth.module.css";
import { RoundTripNumbers } from "../RoundTripNumbers.tsx";
import { Shown } from "../Shown.tsx";
import { channelRanges } from "./channel-ranges.ts";
import { channelSentence } from "./channel-sentence.ts";

const BINS = 128;
/** Of the chart of channels with all around it, in pixels. */
const CHANNELS_HEIGHT = 390;

/** The layer's weights before and after, all together and per output channel. */
export function WeightsView({ layer: { info } }: LayerDepthProps) {
  const asked = useAskedWeights();
  const { name, weightShape } = info;
  const question = useMemo(
    () => (asked && weightShape ? { recipe: asked.recipe, layer: name, bins: BINS } : null),
    [asked, weightShape, name],
  );
  const answer = useAnswer("layer.weights", question);
  if (!weightShape)
    return (
      <p className={classes.quiet}>
        This layer has no weights: it multiplies two activations. Their ranges are under Activations.
      </p>
    );
  return (
    <Shown answer={answer} height={760} none={null}>
      {(weights) => <Weights weights={weights} />}
    </Shown>
  );
}

const Weights = memo(function Weights({ weights }: { weights: LayerWeights }) {
  const [scale, setScale] = useState<CountScale>("linear");
  const { fp32, dequantized, levels, scales, error, tensorRange, nonFinite } = weights;
  const [channelsOf] = useInTurn(weights, 1);
  return (
    <>
      <RoundTripNumbers
        label="Error of the weights"
        error={error}
        more={[{ label: "Scales", value: scales.length > 0 ? formatCount(scales.length) : "–" }]}
      />
      {nonFinite > 0 && (
        <p className={classes.text}>
          {formatCount(nonFinite)} weights are NaN or infinite. They are in no picture here and keep the layer
          in FP32.
        </p>
      )}
      <section aria-label="Histogram of the weights">
        <div className={classes.head}>
          <h4 className={classes.title}>Weights before and after</h4>
          <CountScaleSwitch scale={scale} onChange={setScale} />
        </div>
        <WeightHistogramChart
          start={fp32.start}
          width={fp32.width}
          fp32={fp32.counts}
          quantized={dequantized.counts}
          levels={levels}
          grid={scales.length === 1 ? tensorRange : null}
          quantizedName={storedName(weights)}
          scale={scale}
        />
        <p className={classes.under}>{gridText(weights)}</p>
      </section>
      {channelsOf ? <Channels weights={channelsOf} /> : <Skeleton height={CHANNELS_HEIGHT} animate={false} />}
    </>
  );
});

const Channels = memo(function Channels({ weights }: { weights: LayerWeights }) {
  const [order, setOrder] = useState<"graph" | "width">("graph");
  const channels = useMemo(() => channelRanges(weights, order), [weights, order]);
  return (
    <section aria-label="Range per channel">
      <div className={classes.head}>
        <h4 className={classes.title}>Range of each output channel</h4>
        <SegmentedControl
          size="xs"
          aria-label="Order of the channels"
          value={order}
          onChange={(value) => setOrder(value === "width" ? "width" : "graph")}
          data={[
            { value: "graph", label: "In order" },
            { value: "width", label: "By width" },
          ]}
        />
      </div>
      <ChannelRangeChart channels={channels} order={order} tensorRange={weights.tensorRange} />
      <p className={classes.sentence}>{channelSentence(weights)}</p>
    </section>
  );
});

/** What the weights are after quantization: "8-bit", "FP16"; beside FP32 another name where they stay in it. */
function storedName({ precision, bits }: Pick<LayerWeights, "precision" | "bits">): string {
  if (precision === "int") return `${bits}-bit`;
  return precision === "fp16" ? "FP16" : "As stored";
}

/** How the grid lies behind the histogram, and why no lines are drawn where there are many grids. */
function gridText(weights: LayerWeights): string {
  const { precision, levels, scales, channelMin, rounding } = weights;
  if (precision === "fp32") return "The layer is kept in FP32: both are the same.";
  if (precision === "fp16") return "FP16 has no even grid: its steps grow with the value.";
  const learned = rounding === "learned" ? " Which way each weight is rounded was learned." : "";
  if (levels.length > 0)
    return `The ${formatCount(levels.length)} values that the codes stand for lie ${formatSmall(scales[0])} apart; the lines at their ends are where clipping begins.${learned}`;
  const each = scales.length > channelMin.length ? "group" : "channel";
  return `Each ${each} has a grid of its own, ${formatCount(scales.length)} in all: no single set of lines could show them.${learned}`;
}
