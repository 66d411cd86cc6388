import { NumberInput, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Budget } from "#protocol/autopilot.ts";
import classes from "./BudgetChoice.module.css";

const KINDS: { value: Budget["kind"]; label: string }[] = [
  { value: "accuracy", label: "Accuracy" },
  { value: "size", label: "Size" },
];

export interface BudgetChoiceProps {
  budget: Budget;
  disabled: boolean;
  onChange: (budget: Budget) => void;
}

/** What must be kept to: so many points lost at most, or so many bytes used. */
export function BudgetChoice({ budget, disabled, onChange }: BudgetChoiceProps) {
  // The number of the other kind is still there when one comes back to it.
  const [other, setOther] = useState<Budget>({ kind: "size", maxShare: 0.25 });
  const field = { className: classes.number, size: "sm", disabled, allowNegative: false } as const;
  return (
    <div className={classes.choice}>
      <SegmentedControl
        size="sm"
        aria-label="Kind of budget"
        data={KINDS}
        value={budget.kind}
        disabled={disabled}
        onChange={(kind) => {
          if (kind === budget.kind) return;
          setOther(budget);
          onChange(other);
        }}
      />
      {budget.kind === "accuracy" ? (
        <span className={classes.sentence}>
          Lose at most
          <NumberInput
            {...field}
            aria-label="Points that may be lost"
            value={budget.maxDropPoints}
            min={0}
            max={100}
            step={0.1}
            decimalScale={2}
            clampBehavior="blur"
            onChange={(points) => {
              if (typeof points === "number" && points >= 0 && points <= 100)
                onChange({ kind: "accuracy", maxDropPoints: points });
            }}
          />
          points
        </span>
      ) : (
        <span className={classes.sentence}>
          Use at most
          <NumberInput
            {...field}
            aria-label="Per cent of FP32's bytes"
            value={Number((budget.maxShare * 100).toFixed(1))}
            min={1}
            max={100}
            step={5}
            decimalScale={1}
            clampBehavior="blur"
            onChange={(percent) => {
              if (typeof percent === "number" && percent >= 1 && percent <= 100)
                onChange({ kind: "size", maxShare: percent / 100 });
            }}
          />
          % of FP32's bytes
        </span>
      )}
    </div>
  );
}
