import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./RecipeSection.module.css";

/** One step of the procedure, numbered in its order. */
export function RecipeSection({
  step,
  title,
  children,
}: {
  step: number;
  title: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h3 className={classes.title} id={id}>
        <span className={classes.step} aria-hidden>
          {step}
        </span>
        {title}
      </h3>
      {children}
    </section>
  );
}
