import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./RecipeSection.module.css";

export interface RecipeSectionProps {
  step: number;
  title: string;
  /** Why these options do nothing under the rest of the recipe. */
  unused?: string | null;
  children: ReactNode;
}

/** One step of the procedure, numbered in its order. */
export function RecipeSection({ step, title, unused = null, children }: RecipeSectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h3 className={classes.title} id={id}>
        <span className={classes.step} aria-hidden>
          {step}
        </span>
        {title}
      </h3>
      {unused && <p className={classes.unused}>{unused}</p>}
      {children}
    </section>
  );
}
