import { Button } from "@mantine/core";
import { useMemo } from "react";
import { withEdit } from "#diagnosis/recipe-edit.ts";
import { type RecipeChange, recipeDiff } from "#experiment/recipe-diff.ts";
import type { Finding } from "#experiment/report.ts";
import { useLab } from "#store/lab-context.ts";
import { isOfLoaded } from "#store/workspace/of-loaded.ts";
import classes from "./FindingCard.module.css";

/** Changes named beside the button; more are counted. */
const NAMED = 2;

/** The first thing to do about a finding, with what it changes. */
export function FindingAction({ finding }: { finding: Finding }) {
  const first = useFindingAction(finding);
  if (!first) return null;
  const { label, act, changes, isDone, isStale } = first;
  return (
    <div className={classes.action}>
      <Button
        size="xs"
        variant={isDone || finding.state !== "found" ? "default" : "filled"}
        disabled={isDone || isStale}
        onClick={act}
      >
        {label}
      </Button>
      <p className={classes.change} aria-live="polite">
        {isStale
          ? "This run was of another model or other images than those that are loaded."
          : isDone
            ? "In the recipe now. Run again to see what it does."
            : changes
                .slice(0, NAMED)
                .map(({ label: option, before, after }) => `${option}: ${before} → ${after}`)
                .join("; ")}
        {!isStale && changes.length > NAMED && `; and ${changes.length - NAMED} more`}
      </p>
    </div>
  );
}

interface FirstAction {
  label: string;
  act: () => void;
  /** What an edit would change in the recipe as it is now; empty where that has it already, or for other actions. */
  changes: RecipeChange[];
  /** An edit that is in the recipe already: what is left is to run. */
  isDone: boolean;
  /** The run was of another model or other images than those loaded. */
  isStale: boolean;
}

/** A finding's first action, ready to be done. */
function useFindingAction({ id, action }: Finding): FirstAction | null {
  const lab = useLab((state) => ({
    recipe: state.recipe,
    isStale: !isOfLoaded(state.latest, state),
    editRecipe: state.editRecipe,
    showTab: state.showTab,
    openPicker: state.openPicker,
    showPreprocessing: state.showPreprocessing,
    sweep: state.sweep,
  }));
  const { recipe } = lab;
  const changes = useMemo(
    () => (recipe && action?.kind === "edit" ? recipeDiff(recipe, withEdit(recipe, action.edit)) : []),
    [recipe, action],
  );
  if (!action) return null;
  const act = () => {
    switch (action.kind) {
      case "edit":
        lab.editRecipe(`diagnosis.${id}`, (before) => withEdit(before, action.edit));
        return;
      case "sweep":
        lab.showTab("sensitivity");
        void lab.sweep();
        return;
      case "show":
        if (action.place === "images") lab.openPicker("data");
        else if (action.place === "preprocessing") lab.showPreprocessing();
        else lab.showTab(action.place);
    }
  };
  const isEdit = action.kind === "edit";
  return {
    label: action.label,
    act,
    changes,
    isDone: isEdit && changes.length === 0,
    isStale: isEdit && lab.isStale,
  };
}
