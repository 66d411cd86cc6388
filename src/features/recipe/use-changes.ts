import { useMemo } from "react";
import { recipeDiff } from "#experiment/recipe-diff.ts";
import { useLab } from "#store/lab-context.ts";

export interface OptionChange {
  label: string;
  before: string;
  after: string;
}

/** Looks up what differs between the recipe and that of the run on show, by path or its beginning. */
export function useChanges(): (path: string) => OptionChange | undefined {
  const { recipe, latest } = useLab(({ recipe, latest }) => ({ recipe, latest }));
  const changes = useMemo(
    () => (recipe && latest ? recipeDiff(latest.result.recipe, recipe) : []),
    [recipe, latest],
  );
  return (path) => changes.find((change) => change.path === path || change.path.startsWith(`${path}.`));
}
