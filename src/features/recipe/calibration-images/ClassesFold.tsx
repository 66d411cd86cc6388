import { MultiSelect } from "@mantine/core";
import { useId } from "react";
import { formatCount } from "#words/format.ts";
import { Fold } from "../options/Fold.tsx";
import { HELP } from "../options/help-texts.ts";
import { Option } from "../options/Option.tsx";
import type { OptionChange } from "../use-changes.ts";

export interface ClassesFoldProps {
  /** Names of all classes, by index. */
  names: string[];
  /** Indices chosen; all where absent. */
  chosen: number[] | undefined;
  change: OptionChange | undefined;
  disabled: boolean;
  onChange: (classes: number[] | undefined) => void;
}

/** More than these are found by typing. */
const MOST_LISTED = 100;

/** Which classes the calibration pictures are drawn from. */
export function ClassesFold({ names, chosen, change, disabled, onChange }: ClassesFoldProps) {
  const id = useId();
  const summary = chosen ? `${formatCount(chosen.length)} of ${formatCount(names.length)}` : "all";
  return (
    <Fold label="Classes" summary={summary} changed={change !== undefined}>
      <Option
        label="Draw from"
        name="Calibration classes"
        help={HELP.calibrationClasses}
        change={change}
        controlId={id}
      >
        <MultiSelect
          id={id}
          aria-label="Calibration classes"
          size="sm"
          searchable
          clearable
          hidePickedOptions
          disabled={disabled}
          limit={MOST_LISTED}
          maxDropdownHeight={280}
          placeholder={chosen ? undefined : "All classes"}
          nothingFoundMessage="No class of that name"
          data={names.map((label, index) => ({ value: String(index), label }))}
          value={chosen?.map(String) ?? []}
          onChange={(values) => {
            const indices = values.map(Number).sort((a, b) => a - b);
            onChange(indices.length > 0 ? indices : undefined);
          }}
        />
      </Option>
    </Fold>
  );
}
