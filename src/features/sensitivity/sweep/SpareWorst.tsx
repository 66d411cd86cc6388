import { Button, NumberInput, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { withPrecision } from "#experiment/layer-spec.ts";
import { FLOAT_PRECISIONS, type FloatPrecision, precisionEntry } from "#experiment/precisions.ts";
import { useLab } from "#store/lab-context.ts";
import { choicesOf } from "#ui/choices.ts";
import { formatCount } from "#words/format.ts";
import classes from "./SpareWorst.module.css";

/** Keeps the first of the ranking out of quantization at once. */
export function SpareWorst({ ranking }: { ranking: string[] }) {
  const editRecipe = useLab((state) => state.editRecipe);
  const [wanted, setWanted] = useState(3);
  const [precision, setPrecision] = useState<FloatPrecision>("fp32");
  const count = Math.max(1, Math.min(wanted, ranking.length));
  const name = precisionEntry(precision).name;
  return (
    <div className={classes.bar}>
      <NumberInput
        className={classes.count}
        size="xs"
        aria-label="How many of the worst layers"
        value={count}
        min={1}
        max={Math.max(1, ranking.length)}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="blur"
        onChange={(next) => {
          if (typeof next === "number" && next >= 1) setWanted(next);
        }}
      />
      <SegmentedControl
        size="xs"
        aria-label="Precision of the worst layers"
        data={choicesOf(FLOAT_PRECISIONS)}
        value={precision}
        onChange={setPrecision}
      />
      <Button
        size="xs"
        variant="default"
        disabled={ranking.length === 0}
        onClick={() =>
          editRecipe(`spare ${count} ${precision}`, (recipe) =>
            withPrecision(recipe, ranking.slice(0, count), precision),
          )
        }
      >
        Spare the worst {formatCount(count)}
      </Button>
      <span className={classes.hint}>
        Keeps {count === 1 ? "it" : "them"} in {name}, as an exception of the recipe.
      </span>
    </div>
  );
}
