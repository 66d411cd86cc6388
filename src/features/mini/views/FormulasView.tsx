import { Panel } from "#ui/Panel.tsx";
import { errorFormulas, type FormulaLine, gridFormulas } from "../formulas.ts";
import { qualityLines } from "../quality.ts";
import { FormulaText } from "./FormulaText.tsx";
import { Sides } from "./Sides.tsx";
import type { ViewProps } from "./view-props.ts";
import classes from "./views.module.css";

/** Each formula with the numbers of this experiment, and what the error means. */
export function FormulasView({ mini, outcomes }: ViewProps) {
  const several = outcomes.some(({ result }) => result.grids.length > 1);
  return (
    <div className={classes.stack}>
      <Panel
        title="The grid"
        note={several ? "With several scales: of the one that is chosen under Round trip." : undefined}
      >
        <Sides outcomes={outcomes}>
          {({ settings, result: { grids } }) => (
            <Formulas lines={gridFormulas(settings, grids[Math.min(mini.part, grids.length - 1)])} />
          )}
        </Sides>
      </Panel>
      <Panel title="The error">
        <Sides outcomes={outcomes}>
          {({ summary, result: { grids } }) => (
            <Formulas lines={errorFormulas(summary, grids.length, grids[0].scale)} />
          )}
        </Sides>
      </Panel>
      <Panel
        title="How good is this?"
        note="The same error against four measures. What a network makes of it, only a run tells."
      >
        <Sides outcomes={outcomes}>
          {({ summary }) => (
            <dl className={classes.quality}>
              {qualityLines(summary).map(({ title, value, text }) => (
                <div key={title}>
                  <dt>
                    {title}
                    <strong>{value}</strong>
                  </dt>
                  <dd className={classes.text}>{text}</dd>
                </div>
              ))}
            </dl>
          )}
        </Sides>
      </Panel>
    </div>
  );
}

function Formulas({ lines }: { lines: FormulaLine[] }) {
  return (
    <ol className={classes.lines}>
      {lines.map(({ title, tex, numbers }) => (
        <li key={title}>
          <span className={classes.label}>{title}</span>
          <div className={classes.formula}>
            <FormulaText tex={tex} />
            {numbers && <FormulaText tex={numbers} />}
          </div>
        </li>
      ))}
    </ol>
  );
}
