import { ActionIcon, Button, CloseButton, Drawer, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { isSame } from "#experiment/canonical-json.ts";
import { useLab } from "#store/lab-context.ts";
import classes from "./RecipeToolbar.module.css";

/** The panel's heading with undo, redo and reset; in a drawer also the way out. */
export function RecipeToolbar({ onClose }: { onClose?: () => void }) {
  const { canUndo, canRedo, isDefault, undo, redo, resetRecipe } = useLab((state) => ({
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    isDefault: isSame(state.recipe, state.defaults),
    undo: state.undo,
    redo: state.redo,
    resetRecipe: state.resetRecipe,
  }));
  const steps = [
    { label: "Undo", enabled: canUndo, act: undo, Icon: IconArrowBackUp },
    { label: "Redo", enabled: canRedo, act: redo, Icon: IconArrowForwardUp },
  ];
  return (
    <div className={classes.bar}>
      {onClose ? (
        <Drawer.Title className={classes.title}>Recipe</Drawer.Title>
      ) : (
        <h2 className={classes.title}>Recipe</h2>
      )}
      {steps.map(({ label, enabled, act, Icon }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={!enabled} onClick={act}>
            <Icon size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
      <Button variant="subtle" color="gray" size="compact-sm" disabled={isDefault} onClick={resetRecipe}>
        Reset
      </Button>
      {onClose && <CloseButton aria-label="Close the recipe" onClick={onClose} />}
    </div>
  );
}
