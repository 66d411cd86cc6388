import { SegmentedControl } from "@mantine/core";
import type { Bits, WeightSpec } from "#core/recipe.ts";
import { HELP } from "./help-texts.ts";
import { Option } from "./Option.tsx";
import { RecipeSection } from "./RecipeSection.tsx";
import type { OptionChange } from "./use-changes.ts";

export interface WeightsSectionProps {
  weights: WeightSpec;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (control: string, change: Partial<WeightSpec>) => void;
}

const BITS: readonly Bits[] = [2, 3, 4, 5, 6, 7, 8];

/** How the weights are stored. */
export function WeightsSection({ weights, changeOf, onChange }: WeightsSectionProps) {
  const { bits, granularity, scheme } = weights;
  return (
    <RecipeSection step={3} title="Weights">
      <Option label="Bits" name="Weight bits" help={HELP.weightBits} change={changeOf("weights.bits")}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Weight bits"
          data={BITS.map(String)}
          value={String(bits)}
          onChange={(value) => {
            const chosen = BITS.find((each) => String(each) === value);
            if (chosen) onChange("weights.bits", { bits: chosen });
          }}
        />
      </Option>
      <Option label="Granularity" help={HELP.granularity} change={changeOf("weights.granularity")}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Weight granularity"
          data={[
            { value: "tensor", label: "Per tensor" },
            { value: "channel", label: "Per channel" },
          ]}
          value={granularity.kind}
          onChange={(kind) =>
            onChange("weights.granularity", {
              granularity: { kind: kind === "tensor" ? "tensor" : "channel" },
            })
          }
        />
      </Option>
      <Option label="Scheme" help={HELP.scheme} change={changeOf("weights.scheme")}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Weight scheme"
          data={[
            { value: "symmetric", label: "Symmetric" },
            { value: "asymmetric", label: "Asymmetric" },
          ]}
          value={scheme}
          onChange={(value) =>
            onChange("weights.scheme", { scheme: value === "symmetric" ? "symmetric" : "asymmetric" })
          }
        />
      </Option>
    </RecipeSection>
  );
}
