import { BITS, type Bits } from "#numerics/grid.ts";
import type { OptionChange } from "../use-changes.ts";
import { ChoiceOption } from "./ChoiceOption.tsx";

export interface BitsOptionProps {
  /** The full name; the label is just "Bits". */
  name: string;
  help: string;
  change: OptionChange | undefined;
  bits: Bits;
  disabled?: boolean;
  onChange: (bits: Bits) => void;
}

const CHOICES = BITS.map((bits) => ({ value: String(bits), label: String(bits) }));

/** A width in bits. */
export function BitsOption({ bits, onChange, ...option }: BitsOptionProps) {
  return (
    <ChoiceOption
      {...option}
      label="Bits"
      choices={CHOICES}
      value={String(bits)}
      onChange={(value) => {
        const chosen = BITS.find((each) => String(each) === value);
        if (chosen) onChange(chosen);
      }}
    />
  );
}
