import { Button, SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { modeEntry } from "#experiment/modes.ts";
import { isFloatPrecision } from "#experiment/precisions.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import { useLab } from "#store/lab-context.ts";
import type { LayerDepthProps } from "../../explored-layers.ts";
import { useAnswer } from "../../use-answer.ts";
import { useAskedRecipe } from "../../use-asked-recipe.ts";
import classes from "../LayerDepth.module.css";
import { Shown } from "../Shown.tsx";
import { ActivationRangePanel } from "./ActivationRangePanel.tsx";
import { activationChoices } from "./activation-choices.ts";
import { withRange } from "./range-by-hand.ts";

const BINS = 160;

/** The values that flow into and out of the layer, the range that is to hold them, and what that range costs. */
export function ActivationsView({ layer: { info } }: LayerDepthProps) {
  const { recipe, model, running, run } = useLab((state) => ({
    recipe: state.recipe,
    model: state.model,
    running: state.tasks.run.status === "running",
    run: state.run,
  }));
  const choices = useMemo(() => activationChoices(info, model?.layers ?? []), [info, model]);
  const [key, setKey] = useState("output");
  const { tensor, note } = choices.find((choice) => choice.key === key) ?? choices[0];
  const [drag, setDrag] = useState<{ tensor: string; range: Range } | null>(null);
  const draft = drag?.tensor === tensor ? drag.range : null;
  const asked = useAskedRecipe();
  const question = useMemo(() => {
    if (asked?.recipe.mode !== "static") return null;
    const now = draft ? withRange(asked.recipe, tensor, draft) : asked.recipe;
    return { recipe: now, tensor, bins: BINS };
  }, [asked, tensor, draft]);
  const answer = useAnswer("layer.activation", question);
  const isFloat = isFloatPrecision(recipe?.layers[info.name]?.precision);
  const withoutRanges = recipe && modeEntry(recipe.mode).withoutRanges;
  if (withoutRanges)
    return <p className={classes.quiet}>{withoutRanges} Choose the static mode to see and set them.</p>;
  return (
    <>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label="Which activation"
          value={choices.some((choice) => choice.key === key) ? key : choices[0].key}
          onChange={setKey}
          data={choices.map((choice) => ({ value: choice.key, label: choice.label }))}
        />
        <p className={classes.quiet}>
          <code>{tensor}</code>
          {note}
        </p>
      </div>
      {isFloat && (
        <p className={classes.quiet}>
          The layer is kept in floating point: this range counts only where a quantized layer shares the
          tensor.
        </p>
      )}
      <Shown
        answer={answer}
        height={560}
        none={
          <div className={classes.row}>
            <p className={classes.quiet}>
              {running
                ? "The calibration pictures are on their way through the network: the values appear when the run has ended."
                : "These calibration pictures have not been through the network yet. One run collects the values of every activation; after it, ranges, methods and bits follow at once."}
            </p>
            {!running && (
              <Button size="xs" variant="default" onClick={() => void run()}>
                Run once
              </Button>
            )}
          </div>
        }
      >
        {(activation) =>
          activation.min === 0 && activation.max === 0 ? (
            <p className={classes.quiet}>All values seen are zero: any range holds them exactly.</p>
          ) : (
            <ActivationRangePanel
              activation={activation}
              draft={draft}
              onDraft={(range) => setDrag(range && { tensor: activation.tensor, range })}
            />
          )
        }
      </Shown>
    </>
  );
}
