import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { PRECISIONS, precisionEntry } from "#experiment/precisions.ts";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import { BITS, GRANULARITIES, SCHEMES, WEIGHT_RANGES } from "#numerics/grid.ts";
import { entryOf } from "#numerics/registry.ts";
import { choicesOf } from "#ui/choices.ts";
import { granularityOf } from "../options/choices.ts";
import { GroupSizeOption } from "../options/GroupSizeOption.tsx";
import classes from "./OverrideEditor.module.css";

export interface OverrideEditorProps {
  recipe: Recipe;
  draft: LayerOverride;
  onChange: (draft: LayerOverride) => void;
}

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
        data={choicesOf(PRECISIONS)}
        value={precision}
        onChange={(value) => onChange({ ...draft, precision: value })}
      />
      <p className={classes.meaning}>{precisionEntry(precision).meaning}</p>
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
              inherited={entryOf(GRANULARITIES, inherited.granularity.kind).name}
              choices={choicesOf(GRANULARITIES)}
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
              inherited={entryOf(SCHEMES, inherited.scheme).name}
              choices={choicesOf(SCHEMES)}
              value={weights.scheme}
              onChange={(scheme) => setWeights({ scheme })}
            />
            <InheritSelect
              label="Range"
              name="Weight range of the layers"
              inherited={entryOf(WEIGHT_RANGES, inherited.range ?? "minmax").name}
              choices={choicesOf(WEIGHT_RANGES)}
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
              inherited={entryOf(SCHEMES, recipe.activations.scheme).name}
              choices={choicesOf(SCHEMES)}
              value={activations.scheme}
              onChange={(scheme) => setActivations({ scheme })}
            />
          </fieldset>
        </>
      )}
    </div>
  );
}

interface InheritSelectProps<Value extends string | number> {
  label: string;
  /** The full name, for those who do not see what stands around it. */
  name: string;
  /** What the recipe says. */
  inherited: string;
  choices: readonly { value: Value; label: string }[];
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

/** A value of its own, or the recipe's. */
function InheritSelect<Value extends string | number>(props: InheritSelectProps<Value>) {
  const { label, name, inherited, choices, value, onChange } = props;
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id}>{label}</label>
      <NativeSelect
        id={id}
        aria-label={name}
        size="xs"
        data={[
          { value: "", label: `Recipe: ${inherited.toLowerCase()}` },
          ...choices.map((choice) => ({ value: String(choice.value), label: choice.label })),
        ]}
        value={value === undefined ? "" : String(value)}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange(choices.find((choice) => String(choice.value) === chosen)?.value);
        }}
      />
    </div>
  );
}
