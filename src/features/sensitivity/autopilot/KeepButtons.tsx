import { Button } from "@mantine/core";
import { memo } from "react";
import { useLab } from "#store/lab-context.ts";
import { layerPrecision, withPrecision } from "#store/recipe/layer-precision.ts";
import classes from "./KeepButtons.module.css";

const CHOICES = [
  { precision: "fp32", name: "FP32" },
  { precision: "fp16", name: "FP16" },
] as const;

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
      {CHOICES.map((choice) => {
        const isKept = precision === choice.precision;
        return (
          <Button
            key={choice.precision}
            size={short ? "compact-xs" : "xs"}
            variant={isKept ? "filled" : "default"}
            aria-pressed={isKept}
            aria-label={`Keep ${layer} in ${choice.name}`}
            onClick={(event) => {
              event.stopPropagation();
              editRecipe(`keep ${layer} ${choice.precision}`, (recipe) =>
                withPrecision(recipe, [layer], isKept ? "int" : choice.precision),
              );
            }}
          >
            {short ? choice.name : `${isKept ? "Kept" : "Keep"} in ${choice.name}`}
          </Button>
        );
      })}
    </span>
  );
});
