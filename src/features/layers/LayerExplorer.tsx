import { Skeleton } from "@mantine/core";
import { useDeferredValue, useMemo } from "react";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { useInTurn } from "#ui/loading/use-in-turn.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatCounted } from "#words/format.ts";
import { LayerDepth } from "./depth/LayerDepth.tsx";
import { type ExploredLayer, exploredLayers } from "./explored-layers.ts";
import { firstLayer } from "./explorer/first-layer.ts";
import { LayerSide } from "./explorer/LayerSide.tsx";
import classes from "./LayerExplorer.module.css";
import { useAnswer } from "./use-answer.ts";
import { useAskedWeights } from "./use-asked-recipe.ts";
import { useRunOfModel } from "./use-run-of-model.ts";

/** All layers beside one in depth; follows the recipe as it is now, without a run. */
export function LayerExplorer() {
  const { model, recipe } = useLab(({ model, recipe }) => ({ model, recipe }));
  const run = useRunOfModel();
  const changes = useMemo(
    () => (run && recipe ? recipeDiff(run.result.recipe, recipe).length : 0),
    [run, recipe],
  );
  return (
    <Panel title="Layer explorer" note={noteOf(run, changes)}>
      {!model ? (
        <Skeleton height={640} animate={false} />
      ) : model.layers.length === 0 ? (
        <p className={classes.none}>{whyNone(model)}</p>
      ) : (
        <Explorer model={model} run={run} />
      )}
    </Panel>
  );
}

function Explorer({ model, run }: { model: ModelSummary; run: RunRecord | null }) {
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  const layers = useExploredLayers(model, run);
  const stage = useInTurn(true, 1).length;
  const selected = useMemo(
    () =>
      model.layers.some(({ name }) => name === selectedLayer)
        ? selectedLayer
        : firstLayer(model.layers, run?.result.layers ?? []),
    [model, run, selectedLayer],
  );
  // The list follows the keys at once, what stands beside it when there is time.
  const shown = useDeferredValue(selected);
  const layer = layers.find(({ info }) => info.name === shown);
  return (
    <div className={classes.explorer}>
      <LayerSide layers={layers} hasRun={run !== null} selected={selected} onSelect={selectLayer} />
      {layer &&
        (stage > 0 ? <LayerDepth layer={layer} run={run} /> : <Skeleton height={640} animate={false} />)}
    </div>
  );
}

function noteOf(run: RunRecord | null, changes: number): string {
  if (!run) return "Follows the recipe as it is now, without a run.";
  const measured = `Follows the recipe as it is now; output errors and times are of run ${formatCount(run.number)}`;
  if (changes === 0) return `${measured}.`;
  return `${measured}, ${formatCounted(changes, "change")} ago.`;
}

const whyNone = ({ quantizedAlready }: ModelSummary): string =>
  quantizedAlready
    ? `This model came quantized (${quantizedAlready.kind}): its weights are codes already, and there is no FP32 to hold them against. Open the floating-point model to explore its layers.`
    : "The lab found no layer in this model that it quantizes: Conv, ConvTranspose, Gemm or MatMul.";

const NONE: never[] = [];

/** Every layer of the model with the error of its weights now and what the run measured. */
function useExploredLayers(model: ModelSummary, run: RunRecord | null): ExploredLayer[] {
  const asked = useAskedWeights();
  const question = useMemo(() => asked && { recipe: asked.recipe }, [asked]);
  const { value } = useAnswer("layers.weights", question);
  return useMemo(
    () => exploredLayers(model.layers, value ?? NONE, run?.result.layers ?? NONE),
    [model, value, run],
  );
}
