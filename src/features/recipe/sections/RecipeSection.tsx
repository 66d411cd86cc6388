import type { ReactNode } from "react";
import { useEffect, useId, useRef } from "react";
import classes from "./RecipeSection.module.css";

export interface RecipeSectionProps {
  step: number;
  title: string;
  /** Why these options do nothing under the rest of the recipe. */
  unused?: string | null;
  /** Brings the section into view and the focus to it. */
  wanted?: boolean;
  onShown?: () => void;
  children: ReactNode;
}

/** One step of the procedure, numbered in its order. */
export function RecipeSection(props: RecipeSectionProps) {
  const { step, title, unused = null, wanted = false, onShown, children } = props;
  const id = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!wanted) return;
    section.current?.scrollIntoView({ block: "start" });
    section.current?.focus();
    onShown?.();
  }, [wanted, onShown]);
  return (
    <section ref={section} className={classes.section} aria-labelledby={id} tabIndex={-1}>
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
