import { useDeferredValue, useMemo } from "react";
import { useLab } from "#store/lab-context.ts";
import { CausePanel } from "./CausePanel.tsx";
import { ImageWall } from "./ImageWall.tsx";
import { PairAnswer } from "./PairAnswer.tsx";
import { PairSettings } from "./PairSettings.tsx";
import { measuredPair } from "./pair-state.ts";

/** A and B: their settings, what they give beside FP32, image by image, and why. */
export function PairSection() {
  const { tasks, live, latest, recipe, b, model, data } = useLab((state) => ({
    ...{ tasks: state.tasks, live: state.live, latest: state.latest },
    ...{ recipe: state.recipe, b: state.b, model: state.model, data: state.data },
  }));
  const pair = useDeferredValue(
    useMemo(
      () => measuredPair({ tasks, live, latest, recipe, b, model, data }),
      [tasks, live, latest, recipe, b, model, data],
    ),
  );
  return (
    <>
      <PairSettings />
      {pair && <PairAnswer pair={pair} />}
      {pair?.answers && <ImageWall pair={pair} answers={pair.answers} />}
      {b && <CausePanel />}
    </>
  );
}
