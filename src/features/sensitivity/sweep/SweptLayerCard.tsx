import { Button } from "@mantine/core";
import type { SweepDirection } from "#protocol/sensitivity.ts";
import { useLab } from "#store/lab-context.ts";
import { formatCount, formatDecibels, formatPercent } from "#words/format.ts";
import { KeepButtons } from "../autopilot/KeepButtons.tsx";
import classes from "./SweptLayerCard.module.css";
import { pointsText } from "./sweep-answer.ts";
import { testText } from "./sweep-columns.tsx";
import type { RankedLayer } from "./sweep-ranking.ts";

/** The layer chosen in the ranking, and what can be done about it. */
export function SweptLayerCard({
  layer,
  direction,
}: {
  layer: RankedLayer | null;
  direction: SweepDirection;
}) {
  const showTab = useLab((state) => state.showTab);
  if (!layer)
    return (
      <div className={classes.card}>
        <p className={classes.hint}>
          Choose a layer in the chart or in the table to keep it out of quantization.
        </p>
      </div>
    );
  const { row, place } = layer;
  return (
    <section className={classes.card} aria-label="Chosen layer">
      <p className={classes.name}>
        {row.layer} <span className={classes.place}>place {formatCount(place)}</span>
      </p>
      <p className={classes.words}>{layerText(layer, direction)}</p>
      <div className={classes.actions}>
        <KeepButtons layer={row.layer} />
        <Button size="xs" variant="subtle" onClick={() => showTab("layers")}>
          Show in Layers
        </Button>
      </div>
    </section>
  );
}

/** A sentence on one layer; without labels on its predictions and its noise only. */
function layerText(layer: RankedLayer, direction: SweepDirection): string {
  const { row, test, isFinding } = layer;
  const { agreement, outputSqnrDb } = row;
  const same =
    agreement.total > 0
      ? `${formatPercent(agreement.correct / agreement.total)} of the predictions are FP32's, `
      : "";
  const rest = `${same}the output has ${formatDecibels(outputSqnrDb)} SQNR.`;
  const with_ = direction === "only" ? "With only this layer quantized" : "With only this layer kept in FP32";
  if (!test) return `${with_}, ${rest}`;
  const difference = (test.lost - test.gained) / row.top1.total;
  const [verb, against] =
    direction === "only"
      ? [difference >= 0 ? "costs" : "gains", ""]
      : [difference >= 0 ? "brings back" : "costs another", " against the whole recipe"];
  const effect = isFinding
    ? `${direction === "only" ? "Quantizing only this layer" : "Keeping only this layer in FP32"} ${verb} ${pointsText(difference)}${against} (${testText(layer, direction)}).`
    : `Nothing measurable${against}: ${testText(layer, direction)}.`;
  return `${effect} ${with_}, ${rest}`;
}
