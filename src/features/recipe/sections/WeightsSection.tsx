import { GRANULARITIES, SCHEMES, WEIGHT_RANGES, type WeightSpec } from "#numerics/grid.ts";
import { choicesOf } from "#ui/choices.ts";
import { BitsOption } from "../options/BitsOption.tsx";
import { ChoiceOption } from "../options/ChoiceOption.tsx";
import { granularityOf } from "../options/choices.ts";
import { GroupSizeOption } from "../options/GroupSizeOption.tsx";
import { HELP } from "../options/help-texts.ts";
import type { OptionChange } from "../use-changes.ts";
import { RecipeSection } from "./RecipeSection.tsx";

export interface WeightsSectionProps {
  weights: WeightSpec;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<WeightSpec>) => void;
}

/** How the weights are stored. */
export function WeightsSection({ weights, changeOf, onChange }: WeightsSectionProps) {
  const { bits, granularity, scheme, range = "minmax" } = weights;
  return (
    <RecipeSection step={5} title="Weights">
      <BitsOption
        name="Weight bits"
        help={HELP.weightBits}
        change={changeOf("weights.bits")}
        bits={bits}
        onChange={(chosen) => onChange("weights.bits", { bits: chosen })}
      />
      <ChoiceOption
        label="Granularity"
        name="Weight granularity"
        help={HELP.granularity}
        change={changeOf("weights.granularity")}
        choices={choicesOf(GRANULARITIES)}
        value={granularity.kind}
        onChange={(kind) =>
          onChange("weights.granularity", { granularity: granularityOf(kind, granularity) })
        }
      />
      {granularity.kind === "group" && (
        <GroupSizeOption
          size={granularity.size}
          onChange={(size) => onChange("weights.group-size", { granularity: { kind: "group", size } })}
        />
      )}
      <ChoiceOption
        label="Scheme"
        name="Weight scheme"
        help={HELP.scheme}
        change={changeOf("weights.scheme")}
        choices={choicesOf(SCHEMES)}
        value={scheme}
        onChange={(chosen) => onChange("weights.scheme", { scheme: chosen })}
      />
      <ChoiceOption
        label="Range"
        name="Weight range"
        help={HELP.weightRange}
        change={changeOf("weights.range")}
        choices={choicesOf(WEIGHT_RANGES)}
        value={range}
        onChange={(chosen) => onChange("weights.range", { range: chosen === "minmax" ? undefined : chosen })}
      />
    </RecipeSection>
  );
}
