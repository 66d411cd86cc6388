import type { SweepDirection } from "#protocol/sensitivity.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import classes from "./SweepIntro.module.css";

const WHAT: Record<SweepDirection, string> = {
  only: "One layer at a time is quantized as the recipe says while all others stay in FP32. What the accuracy loses is that layer's own share.",
  "all-but":
    "The whole recipe is applied but for one layer at a time, which stays in FP32. What comes back is what sparing that layer is worth.",
};

export interface SweepIntroProps {
  direction: SweepDirection;
  layerCount: number;
  pictures: number;
}

/** What a sweep is and how to get one, where there is none yet. */
export function SweepIntro({ direction, layerCount, pictures }: SweepIntroProps) {
  return (
    <div className={classes.intro}>
      <p>{WHAT[direction]}</p>
      <p>
        Press <strong>Sweep layers</strong>: {formatCount(layerCount)} layers are tried on{" "}
        {formatCounted(pictures, "evaluation picture")} and ranked here as they come. It can be cancelled at
        any time and goes on later where it was.
      </p>
    </div>
  );
}
