import { Button } from "@mantine/core";
import type { DatasetSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import { ClassNaming } from "./ClassNaming.tsx";
import classes from "./card.module.css";
import { dataFacts, dataNotes, labelsFromText } from "./data-facts.ts";
import { FactList } from "./FactList.tsx";

/** What is known of the loaded images. */
export function DataCard() {
  const data = useLab((state) => state.data);
  if (!data)
    return (
      <p className={classes.note}>
        No images are loaded. Open pictures, a folder or an archive of your own, or choose the set that comes
        with the page.
      </p>
    );
  return (
    <section className={classes.card} aria-label="Loaded images">
      <h3 className={classes.name}>{data.name}</h3>
      {dataNotes(data).map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {data.labelsInDoubt && <LabelQuestion {...data.labelsInDoubt} />}
      <FactList facts={dataFacts(data)} />
      <ClassNaming data={data} />
      {data.classes.length > 0 && (
        <details className={classes.fold}>
          <summary>{formatCount(data.classes.length)} classes</summary>
          <ol className={classes.scroll} start={0}>
            {numbered(data.classes).map(({ index, name, symbol }) => (
              <li key={index}>
                <span className={classes.quiet}>{index}</span> {symbol} {name}
              </li>
            ))}
          </ol>
        </details>
      )}
      {data.skipped.length > 0 && (
        <details className={classes.fold}>
          <summary>{formatCounted(data.skippedCount ?? data.skipped.length, "file")} left out</summary>
          <ul className={classes.scroll} aria-label="Files that were left out">
            {data.skipped.map(({ path, reason }) => (
              <li key={path}>
                {path} <span className={classes.quiet}>because {reason}</span>
              </li>
            ))}
            {data.skippedCount !== undefined && (
              <li>and {formatCount(data.skippedCount - data.skipped.length)} more</li>
            )}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Whether labels that would give every item a class of its own are labels. */
function LabelQuestion({ from, count }: NonNullable<DatasetSummary["labelsInDoubt"]>) {
  const takeLabels = useLab((state) => state.takeLabels);
  return (
    <p className={classes.note}>
      By {labelsFromText(from)}, each of the {formatCount(count)} labelled items would be a class of its own,
      so these were not taken for labels. Are they?{" "}
      <Button size="compact-xs" variant="default" onClick={() => void takeLabels()}>
        Take them as labels
      </Button>
    </p>
  );
}

const numbered = (classes: DatasetSummary["classes"]) => classes.map((each, index) => ({ ...each, index }));
