import { glossaryEntry, type TermId } from "#words/glossary.ts";
import { Formula } from "../Formula.tsx";
import classes from "./glossary.module.css";

/** What a word means, with its formulas. */
export function Meaning({ id }: { id: TermId }) {
  const { text, formulas = [] } = glossaryEntry(id);
  return (
    <>
      <span className={classes.text}>{text}</span>
      {formulas.map((tex) => (
        <Formula key={tex} tex={tex} />
      ))}
    </>
  );
}
