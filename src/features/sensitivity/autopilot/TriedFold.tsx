import type { Mode } from "#experiment/modes.ts";
import type { AutopilotResult } from "#protocol/autopilot.ts";
import classes from "./TriedFold.module.css";
import { leftOutTexts, type TriedText, triedTexts } from "./tried-texts.ts";

/** What a search looked at, what it left out, and why. */
export function TriedFold({ result, mode }: { result: AutopilotResult; mode: Mode }) {
  return (
    <details className={classes.fold}>
      <summary>What was tried, and what was not</summary>
      <div className={classes.columns}>
        <Texts heading="Tried" texts={triedTexts(result)} />
        <Texts heading="Left out" texts={leftOutTexts(result, { mode })} />
      </div>
    </details>
  );
}

function Texts({ heading, texts }: { heading: string; texts: TriedText[] }) {
  return (
    <section>
      <h3 className={classes.heading}>{heading}</h3>
      <dl className={classes.list}>
        {texts.map(({ what, why }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{why}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
