import { MultiSelect } from "@mantine/core";
import { useId } from "react";
import type { LayerOverride } from "#core/recipe.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { floatLayers, withFloatLayers } from "./float-layers.ts";
import { HELP } from "./help-texts.ts";
import { Option } from "./Option.tsx";
import { RecipeSection } from "./RecipeSection.tsx";
import type { OptionChange } from "./use-changes.ts";

export interface ExceptionsSectionProps {
  layers: LayerInfo[];
  overrides: Record<string, LayerOverride>;
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (overrides: Record<string, LayerOverride>) => void;
}

/** Layers that stay in FP32. */
export function ExceptionsSection({ layers, overrides, changeOf, onChange }: ExceptionsSectionProps) {
  const id = useId();
  const chosen = floatLayers(overrides);
  return (
    <RecipeSection step={5} title="Exceptions">
      <Option label="Layers kept in FP32" help={HELP.exceptions} change={changeOf("layers")} controlId={id}>
        <MultiSelect
          id={id}
          size="sm"
          searchable
          clearable
          hidePickedOptions
          maxDropdownHeight={280}
          placeholder={chosen.length === 0 ? "None: search by name" : undefined}
          nothingFoundMessage="No layer of that name"
          data={layers.map(({ name }) => name)}
          value={chosen}
          onChange={(names) => onChange(withFloatLayers(overrides, names))}
          renderOption={({ option }) => (
            <span>
              {option.label} <small>{layers.find(({ name }) => name === option.value)?.kind}</small>
            </span>
          )}
        />
      </Option>
    </RecipeSection>
  );
}
