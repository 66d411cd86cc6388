import { useEffect, useRef } from "react";
import classes from "./Formula.module.css";
import { fetchPart } from "./loading/fetch-part.ts";

export interface FormulaProps {
  /** In TeX. */
  tex: string;
  /** Within a line of text; on a line of its own where false. */
  inline?: boolean;
}

/** A typeset formula. The typesetter is loaded with the first one that is shown; without it the TeX stands there. */
export function Formula({ tex, inline = false }: FormulaProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    let isCurrent = true;
    void fetchPart(
      () => import("./typeset.ts"),
      (module) => module.typeset,
    ).then(
      (typeset) => {
        if (!isCurrent || !place.current) return;
        typeset(place.current, tex, !inline);
        reachWhereScrolled(place.current);
      },
      () => {
        if (isCurrent && place.current) place.current.textContent = tex;
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [tex, inline]);
  useEffect(() => {
    const formula = place.current;
    if (!formula || inline) return;
    const resized = new ResizeObserver(() => reachWhereScrolled(formula));
    resized.observe(formula);
    return () => resized.disconnect();
  }, [inline]);
  return <span ref={place} className={inline ? undefined : classes.display} />;
}

/** A formula wider than its place is a stop of the keyboard, whose arrows then scroll it. */
function reachWhereScrolled(formula: HTMLElement): void {
  if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
  else formula.removeAttribute("tabindex");
}
