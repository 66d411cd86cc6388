import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { useState } from "react";
import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { formatCount } from "#words/format.ts";
import type { WorstBy } from "./layer-selection.ts";
import { firstAndLast, kindGroups, worstLayers } from "./layer-selection.ts";
import classes from "./SelectionBar.module.css";

export interface SelectionBarProps {
  layers: LayerInfo[];
  /** Of the latest run, if it was of this model; empty otherwise. */
  results: LayerResult[];
  selected: ReadonlySet<string>;
  /** Adds all of them, or takes all of them away. */
  onSelect: (names: string[], on: boolean) => void;
}

const WORST_BY: { value: WorstBy; label: string }[] = [
  { value: "added", label: "error added" },
  { value: "output", label: "output error" },
  { value: "weights", label: "weight error" },
];

/** Whole groups of layers at one press. */
export function SelectionBar({ layers, results, selected, onSelect }: SelectionBarProps) {
  const [count, setCount] = useState(3);
  const [by, setBy] = useState<WorstBy>("added");
  const groups = [
    ...kindGroups(layers).map(({ kind, names }) => ({
      label: `${KIND_LABELS[kind]} ${formatCount(names.length)}`,
      names,
    })),
    { label: "First and last", names: firstAndLast(layers) },
  ];
  return (
    <div className={classes.bar}>
      <div className={classes.groups}>
        {groups.map(({ label, names }) => {
          const all = names.length > 0 && names.every((name) => selected.has(name));
          return (
            <Button
              key={label}
              size="compact-sm"
              variant={all ? "light" : "default"}
              aria-pressed={all}
              onClick={() => onSelect(names, !all)}
            >
              {label}
            </Button>
          );
        })}
      </div>
      <div className={classes.worst}>
        <span>Worst</span>
        <NumberInput
          aria-label="How many of the worst"
          className={classes.count}
          size="xs"
          min={1}
          max={layers.length}
          value={count}
          allowDecimal={false}
          clampBehavior="blur"
          disabled={results.length === 0}
          onChange={(value) => {
            if (typeof value === "number" && value >= 1) setCount(value);
          }}
        />
        <span>by</span>
        <NativeSelect
          aria-label="Worst by which error"
          size="xs"
          data={WORST_BY}
          value={by}
          disabled={results.length === 0}
          onChange={(event) =>
            setBy(WORST_BY.find(({ value }) => value === event.currentTarget.value)?.value ?? by)
          }
        />
        <Button
          size="xs"
          variant="default"
          disabled={results.length === 0}
          onClick={() => onSelect(worstLayers(results, by, count), true)}
        >
          Select the worst
        </Button>
        {results.length === 0 && <span className={classes.hint}>Run once to know the errors.</span>}
      </div>
    </div>
  );
}

const KIND_LABELS: Record<LayerInfo["kind"], string> = {
  conv: "Conv",
  depthwise: "Depthwise",
  pointwise: "Pointwise",
  gemm: "Gemm",
  matmul: "MatMul",
  attention: "Attention",
};
