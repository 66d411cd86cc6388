import { Button } from "@mantine/core";
import { memo } from "react";
import { layerPrecision, withPrecision } from "#experiment/layer-spec.ts";
import { FLOAT_PRECISIONS } from "#experiment/precisions.ts";
import { useLab } from "#store/lab-context.ts";
import classes from "./KeepButtons.module.css";

export interface KeepButtonsProps {
  layer: string;
  /** In a table there is room for the precision only. */
  short?: boolean;
}

/** Keeps one layer out of quantization, by an exception of the recipe; pressed again it goes back in. */
export const KeepButtons = memo(function KeepButtons({ layer, short = false }: KeepButtonsProps) {
  const { precision, editRecipe } = useLab((state) => ({
    precision: state.recipe ? layerPrecision(state.recipe, layer) : "int",
    editRecipe: state.editRecipe,
  }));
  return (
    <span className={classes.buttons}>
      {FLOAT_PRECISIONS.map(({ id, name }) => {
        const isKept = precision === id;
        return (
          <Button
            key={id}
            size={short ? "compact-xs" : "xs"}
            variant={isKept ? "filled" : "default"}
            aria-pressed={isKept}
            aria-label={`Keep ${layer} in ${name}`}
            onClick={(event) => {
              event.stopPropagation();
              editRecipe(`keep ${layer} ${id}`, (recipe) =>
                withPrecision(recipe, [layer], isKept ? "int" : id),
              );
            }}
          >
            {short ? name : `${isKept ? "Kept" : "Keep"} in ${name}`}
          </Button>
        );
      })}
    </span>
  );
});
