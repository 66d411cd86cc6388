import { Button } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { ScatterChart } from "#charts/layers/ScatterChart.tsx";
import type { LayerScatter } from "#protocol/layer-explorer.ts";
import { useLab } from "#store/lab-context.ts";
import { sameRecipe } from "#store/recipe/same-experiment.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { formatCount, formatDecibels, formatSmall } from "#words/format.ts";
import { variantLabel } from "#words/recipe-words.ts";
import type { LayerDepthProps } from "../explored-layers.ts";
import { useAnswer } from "../use-answer.ts";
import { useAskedRecipe } from "../use-asked-recipe.ts";
import classes from "./LayerDepth.module.css";
import { PictureChoice } from "./PictureChoice.tsx";
import { Shown } from "./Shown.tsx";

const POINTS = 2000;

/** What the layer gives for one picture inside both networks, value against value. */
export function ScatterView({ layer: { info }, run }: LayerDepthProps) {
  const { data, busy } = useLab((state) => ({ data: state.data, busy: busyWith(state) !== null }));
  const asked = useAskedRecipe();
  const [chosen, setChosen] = useState<number | null>(null);
  const count = data?.evaluationCount ?? 0;
  const index = Math.min(chosen ?? run?.result.flips[0]?.index ?? 0, Math.max(0, count - 1));
  // What learned rounding or bias correction would take seconds for is not begun by looking.
  const [wanted, setWanted] = useState<typeof asked>(null);
  const { recipe } = asked ?? {};
  const isCostly = Boolean(recipe?.corrections.learnedRounding || recipe?.corrections.biasCorrection);
  const isReady = !isCostly || wanted === asked || (run && recipe && sameRecipe(run.result.recipe, recipe));
  const question = useMemo(
    () =>
      asked && count > 0 && isReady && !busy
        ? { recipe: asked.recipe, layer: info.name, index, points: POINTS }
        : null,
    [asked, count, isReady, busy, info.name, index],
  );
  const answer = useAnswer("layer.scatter", question);
  if (count === 0)
    return <p className={classes.quiet}>Choose images in the header: outputs are compared on one of them.</p>;
  return (
    <>
      <div className={classes.head}>
        <PictureChoice index={index} count={count} onChange={setChosen} />
        {!isReady && (
          <Button size="xs" variant="default" disabled={busy} onClick={() => setWanted(asked)}>
            Compute for this recipe
          </Button>
        )}
      </div>
      <p className={classes.quiet}>{stateText(busy, question !== null && answer.busy, Boolean(isReady))}</p>
      <Shown answer={answer} height={480} none={null}>
        {(scatter) => (
          <Scatter scatter={scatter} quantizedName={recipe ? variantLabel(recipe) : "quantized"} />
        )}
      </Shown>
    </>
  );
}

function stateText(busy: boolean, underWay: boolean, isReady: boolean): string {
  if (busy) return "The worker is busy with something longer: this follows when it has ended.";
  if (!isReady)
    return "This recipe’s corrections take a while: they are computed when you say so, or by a run.";
  return underWay
    ? "Both networks are at work on this picture."
    : "Both networks have seen this one picture.";
}

interface ScatterProps {
  scatter: LayerScatter;
  quantizedName: string;
}

const Scatter = memo(function Scatter({ scatter, quantizedName }: ScatterProps) {
  const { layer, total, nonFinite, fp32, quantized, error } = scatter;
  const shown =
    fp32.length < total
      ? `${formatCount(fp32.length)} of ${formatCount(total)} values`
      : `All ${formatCount(total)} values`;
  return (
    <section aria-label="FP32 against quantized output">
      <ScatterChart
        label={`Output of ${layer}, FP32 against ${quantizedName}`}
        fp32={fp32}
        quantized={quantized}
        quantizedName={quantizedName}
      />
      <p className={classes.sentence}>
        {shown} of this layer’s output. SQNR {formatDecibels(error.sqnrDb)}, mean squared error{" "}
        {formatSmall(error.mse)}, largest error {formatSmall(error.maxAbsError)}: with all that the layers
        before it have done to its input.
        {nonFinite > 0 && ` ${formatCount(nonFinite)} values are NaN or infinite and left out.`}
      </p>
    </section>
  );
});
