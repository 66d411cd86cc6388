import { Skeleton } from "@mantine/core";
import { useDeferredValue } from "react";
import type { Recipe } from "#experiment/recipe.ts";
import type { CorrectionEffects } from "#experiment/result.ts";
import { useLab } from "#store/lab-context.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";

const CorrectionsPanel = lazyPart(
  () => import("./CorrectionsPanel.tsx"),
  ({ default: Corrections }) => Corrections,
);

const measured = (effects: CorrectionEffects): boolean =>
  Object.values(effects).some((each) => each !== null);
const wanted = ({ corrections }: Recipe): boolean => Object.values(corrections).some(Boolean);

/** The effects of the corrections; a run that will have some keeps their place free, so that nothing moves at its end. */
export function CorrectionsPlace() {
  const { running, latest } = useLab((state) => ({
    running: state.tasks.run.status === "running" ? state.live.recipe : null,
    latest: state.latest,
  }));
  // Drawn in slices, so that three charts do not hold up the page when a run ends.
  const effects = useDeferredValue(latest?.result.corrections ?? null);
  const skeleton = <Skeleton height={467} animate={false} />;
  if (effects && measured(effects)) return <CorrectionsPanel fallback={skeleton} effects={effects} />;
  return running && wanted(running) ? skeleton : null;
}
