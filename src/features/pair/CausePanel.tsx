import { NativeSelect, Skeleton } from "@mantine/core";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { isSame } from "#experiment/canonical-json.ts";
import { layerWeightSpec } from "#experiment/layer-spec.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { LayerResult } from "#experiment/result.ts";
import { withSetting } from "#experiment/setting.ts";
import type { LayerLevels } from "#protocol/layer-explorer.ts";
import { useLab } from "#store/lab-context.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import { Panel } from "#ui/Panel.tsx";
import { scaleWords } from "#words/pair-words.ts";
import classes from "./CausePanel.module.css";
import { causeCaption } from "./cause-caption.ts";

const ChannelLevelsChart = lazyPart(
  () => import("#charts/cause/ChannelLevelsChart.tsx"),
  ({ ChannelLevelsChart: Chart }) => Chart,
);

/** Channels that are drawn at most: more would be thinner than the eye can tell apart. */
const MOST_CHANNELS = 128;
const CHART_HEIGHT = 520;
const COLOURS = ["var(--lab-quantized)", "var(--lab-b)"];

/**
 * The picture of the cause: the integer levels that each channel of one layer uses under A and under B, as both are set
 * now, without a run.
 */
export function CausePanel() {
  const { recipe, b, model, latest, answer, explore } = useLab((state) => ({
    recipe: state.recipe,
    b: state.b,
    model: state.model,
    latest: state.latest,
    answer: state.explored["layer.levels"],
    explore: state.explore,
  }));
  const layers = useMemo(
    () => model?.layers.filter(({ weightShape }) => weightShape !== null) ?? [],
    [model],
  );
  const suggested = useMemo(
    () => (latest?.b ? mostUnlike(latest.result.layers, latest.b.layers) : null),
    [latest],
  );
  const [picked, setPicked] = useState<string | null>(null);
  const layer = layers.find(({ name }) => name === (picked ?? suggested))?.name ?? layers[0]?.name ?? null;
  // Asked again after a run, too: it teaches the worker how learned rounding rounds.
  const asked = useMemo(() => recipe && { recipe, latest }, [recipe, latest]);
  const question = useMemo(
    () =>
      asked && layer !== null
        ? { recipe: asked.recipe, b: b && withSetting(asked.recipe, b), layer, most: MOST_CHANNELS }
        : null,
    [asked, b, layer],
  );
  useEffect(() => {
    if (question) explore("layer.levels", question);
  }, [explore, question]);
  const found = useDeferredValue(answer);
  if (layers.length === 0 || !recipe) return null;
  const isOfModel = found && isSame(found.to.recipe.model, recipe.model);
  return (
    <Panel
      title="Why: the integer levels each channel gets"
      note="Each column is an output channel of the layer, the widest first. Above: its largest weight, and how far each setting's scale reaches. Below: the levels that its weights use. It follows the settings at once, without a run."
      aside={
        <NativeSelect
          size="xs"
          aria-label="Layer to look into"
          value={layer ?? ""}
          data={layers.map(({ name }) => ({
            value: name,
            label: name === suggested ? `${name} (differs most)` : name,
          }))}
          onChange={(event) => setPicked(event.currentTarget.value)}
        />
      }
    >
      {isOfModel && found.failure ? (
        <p className={classes.quiet}>
          This layer&apos;s levels could not be found. Choose another layer, or run again.
        </p>
      ) : isOfModel && found.value ? (
        <Levels levels={found.value} recipes={[found.to.recipe, ...(found.to.b ? [found.to.b] : [])]} />
      ) : (
        <Skeleton height={CHART_HEIGHT} animate={false} />
      )}
    </Panel>
  );
}

function Levels({ levels, recipes }: { levels: LayerLevels; recipes: readonly Recipe[] }) {
  const { layer, total, channels, settings } = levels;
  const drawn = settings.flatMap((found, i) => {
    if (!found) return [];
    const { bits, granularity } = layerWeightSpec(recipes[i], layer);
    return [
      {
        name: i === 0 ? "A" : "B",
        label: `${bits} bits, ${scaleWords(granularity)}`,
        colour: COLOURS[i],
        levels: found,
      },
    ];
  });
  return (
    <>
      <p className={classes.caption}>{causeCaption(levels)}</p>
      {drawn.length > 0 && (
        <ChannelLevelsChart
          fallback={<Skeleton height={CHART_HEIGHT} animate={false} />}
          layer={layer}
          total={total}
          channels={channels}
          settings={drawn}
        />
      )}
    </>
  );
}

/** The layer whose weights keep least under one setting beside the other, by SQNR. */
function mostUnlike(a: readonly LayerResult[], b: readonly LayerResult[]): string | null {
  const others = new Map(b.map(({ name, weights }) => [name, weights?.sqnrDb ?? Number.NaN]));
  let most = { name: null as string | null, gap: 0 };
  for (const { name, weights } of a) {
    const gap = Math.abs((weights?.sqnrDb ?? Number.NaN) - (others.get(name) ?? Number.NaN));
    if (gap > most.gap && gap < Infinity) most = { name, gap };
  }
  return most.name;
}
