import { Formula } from "../Formula.tsx";
import { entryOf, type TermId } from "./entries.ts";
import classes from "./glossary.module.css";

/** What a word means, with its formulas. */
export function Meaning({ id }: { id: TermId }) {
  const { text, formulas = [] } = entryOf(id);
  return (
    <>
      <span className={classes.text}>{text}</span>
      {formulas.map((tex) => (
        <Formula key={tex} tex={tex} />
      ))}
    </>
  );
}
