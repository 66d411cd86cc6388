import { NumberInput } from "@mantine/core";
import type { Preprocess } from "#experiment/recipe.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import { Option } from "../options/Option.tsx";
import section from "../sections/RecipeSection.module.css";
import type { OptionChange } from "../use-changes.ts";
import { PREPROCESS_HELP } from "./preset-texts.ts";

export interface SizeOptionProps {
  preprocess: Preprocess;
  pictureInput: ModelSummary["pictureInput"];
  change: OptionChange | undefined;
  onChange: (change: Pick<Preprocess, "size" | "height">) => void;
}

/** As the recipe's schema has it. */
const MOST = 2048;

/** Width and height of the input; one that the file fixes is shown and cannot be changed. */
export function SizeOption({ preprocess, pictureInput, change, onChange }: SizeOptionProps) {
  const { size: width, height = width } = preprocess;
  const sides = [
    { name: "Width", value: width, fixed: pictureInput?.width ?? null },
    { name: "Height", value: height, fixed: pictureInput?.height ?? null },
  ];
  return (
    <Option label="Input size" help={PREPROCESS_HELP.size} change={change}>
      <div className={section.pair}>
        {sides.map(({ name, value, fixed }) => (
          <NumberInput
            key={name}
            aria-label={`Input ${name.toLowerCase()}`}
            size="sm"
            min={1}
            max={MOST}
            value={value}
            clampBehavior="blur"
            allowDecimal={false}
            allowNegative={false}
            disabled={fixed === value}
            description={fixed === null ? name : `${name}, fixed at ${fixed}`}
            inputWrapperOrder={["input", "description"]}
            onChange={(next) => {
              if (typeof next !== "number" || next < 1 || next > MOST) return;
              const [size, other] = name === "Width" ? [next, height] : [width, next];
              onChange({ size, height: other === size ? undefined : other });
            }}
          />
        ))}
      </div>
    </Option>
  );
}
