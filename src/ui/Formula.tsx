import { useEffect, useRef } from "react";
import classes from "./Formula.module.css";

export interface FormulaProps {
  /** In TeX. */
  tex: string;
  /** Within a line of text; on a line of its own where false. */
  inline?: boolean;
}

/** A typeset formula. The typesetter is loaded with the first one that is shown. */
export function Formula({ tex, inline = false }: FormulaProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    let isCurrent = true;
    void import("./typeset.ts").then(({ typeset }) => {
      if (isCurrent && place.current) typeset(place.current, tex, !inline);
    });
    return () => {
      isCurrent = false;
    };
  }, [tex, inline]);
  return <span ref={place} className={inline ? undefined : classes.display} />;
}
