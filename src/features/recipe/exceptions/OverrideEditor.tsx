import { SegmentedControl } from "@mantine/core";
import type { LayerOverride, Precision, Recipe } from "#experiment/recipe.ts";
import { BITS } from "#numerics/grid.ts";
import { GRANULARITIES, granularityOf, SCHEMES, WEIGHT_RANGES } from "../options/choices.ts";
import { GroupSizeOption } from "../options/GroupSizeOption.tsx";
import { InheritSelect } from "./InheritSelect.tsx";
import classes from "./OverrideEditor.module.css";

export interface OverrideEditorProps {
  recipe: Recipe;
  draft: LayerOverride;
  onChange: (draft: LayerOverride) => void;
}

const PRECISIONS: { value: Precision; label: string }[] = [
  { value: "fp32", label: "FP32" },
  { value: "fp16", label: "FP16" },
  { value: "int", label: "Quantized" },
];

const MEANINGS: Record<Precision, string> = {
  fp32: "Weights and arithmetic stay as they are.",
  fp16: "Weights and results are rounded to half precision.",
  int: "Quantized, with what is chosen here in place of the recipe's options.",
};

const BITS_CHOICES = BITS.map((bits) => ({ value: bits, label: `${bits} bits` }));

/** What an exception says. */
export function OverrideEditor({ recipe, draft, onChange }: OverrideEditorProps) {
  const { precision = "int", weights = {}, activations = {} } = draft;
  const setWeights = (change: LayerOverride["weights"]) =>
    onChange({ ...draft, weights: { ...weights, ...change } });
  const setActivations = (change: LayerOverride["activations"]) =>
    onChange({ ...draft, activations: { ...activations, ...change } });
  const inherited = recipe.weights;
  return (
    <div className={classes.editor}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Precision of the layers"
        data={PRECISIONS}
        value={precision}
        onChange={(value) => onChange({ ...draft, precision: value })}
      />
      <p className={classes.meaning}>{MEANINGS[precision]}</p>
      {precision === "int" && (
        <>
          <fieldset className={classes.part}>
            <legend>Weights</legend>
            <InheritSelect
              label="Bits"
              name="Weight bits of the layers"
              inherited={`${inherited.bits} bits`}
              choices={BITS_CHOICES}
              value={weights.bits}
              onChange={(bits) => setWeights({ bits })}
            />
            <InheritSelect
              label="Granularity"
              name="Weight granularity of the layers"
              inherited={labelOf(GRANULARITIES, inherited.granularity.kind)}
              choices={GRANULARITIES}
              value={weights.granularity?.kind}
              onChange={(kind) =>
                setWeights({ granularity: kind && granularityOf(kind, weights.granularity) })
              }
            />
            {weights.granularity?.kind === "group" && (
              <GroupSizeOption
                size={weights.granularity.size}
                onChange={(size) => setWeights({ granularity: { kind: "group", size } })}
              />
            )}
            <InheritSelect
              label="Scheme"
              name="Weight scheme of the layers"
              inherited={labelOf(SCHEMES, inherited.scheme)}
              choices={SCHEMES}
              value={weights.scheme}
              onChange={(scheme) => setWeights({ scheme })}
            />
            <InheritSelect
              label="Range"
              name="Weight range of the layers"
              inherited={labelOf(WEIGHT_RANGES, inherited.range ?? "minmax")}
              choices={WEIGHT_RANGES}
              value={weights.range}
              onChange={(range) => setWeights({ range })}
            />
          </fieldset>
          <fieldset className={classes.part} disabled={recipe.mode !== "static"}>
            <legend>Output activations{recipe.mode !== "static" && " (static mode only)"}</legend>
            <InheritSelect
              label="Bits"
              name="Output bits of the layers"
              inherited={`${recipe.activations.bits} bits`}
              choices={BITS_CHOICES}
              value={activations.bits}
              onChange={(bits) => setActivations({ bits })}
            />
            <InheritSelect
              label="Scheme"
              name="Output scheme of the layers"
              inherited={labelOf(SCHEMES, recipe.activations.scheme)}
              choices={SCHEMES}
              value={activations.scheme}
              onChange={(scheme) => setActivations({ scheme })}
            />
          </fieldset>
        </>
      )}
    </div>
  );
}

const labelOf = <Value extends string>(
  choices: readonly { value: Value; label: string }[],
  value: Value,
): string => choices.find((choice) => choice.value === value)?.label ?? value;
