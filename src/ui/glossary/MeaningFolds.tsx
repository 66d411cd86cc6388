import { glossaryEntry, type TermId } from "#words/glossary.ts";
import classes from "./glossary.module.css";
import { Meaning } from "./Meaning.tsx";

/** Words of the glossary under a help text, each opened by a press. */
export function MeaningFolds({ ids }: { ids: readonly TermId[] }) {
  return ids.map((id) => (
    <details key={id} className={classes.fold}>
      <summary>{glossaryEntry(id).term}</summary>
      <Meaning id={id} />
    </details>
  ));
}
