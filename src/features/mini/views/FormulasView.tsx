import { memo } from "react";
import { Panel } from "#ui/Panel.tsx";
import { errorFormulas, type FormulaLine, gridFormulas } from "../formulas.ts";
import { qualityLines } from "../texts.ts";
import { FormulaText, type PartProps, Sides, type ViewPart } from "./ViewParts.tsx";
import classes from "./views.module.css";

type FormulasProps = PartProps<"formulas">;

function GridFormulas({ answer: { outcomes } }: FormulasProps) {
  const several = outcomes.some(({ gridCount }) => gridCount > 1);
  return (
    <Panel
      title="The grid"
      note={several ? "With several scales: of the one that is chosen under Round trip." : undefined}
    >
      <Sides outcomes={outcomes}>
        {({ settings, lookedGrid }) => <Formulas lines={gridFormulas(settings, lookedGrid)} />}
      </Sides>
    </Panel>
  );
}

function ErrorFormulas({ answer: { outcomes } }: FormulasProps) {
  return (
    <Panel title="The error">
      <Sides outcomes={outcomes}>
        {({ summary, gridCount, firstGrid }) => (
          <Formulas lines={errorFormulas(summary, gridCount, firstGrid.scale)} />
        )}
      </Sides>
    </Panel>
  );
}

function Quality({ answer: { outcomes } }: FormulasProps) {
  return (
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
  );
}

/** Each formula with the numbers of this experiment, and what the error means. */
export const FORMULAS_PARTS: readonly ViewPart<"formulas">[] = [
  { id: "grid", height: 281, Content: memo(GridFormulas) },
  { id: "error", height: 397, Content: memo(ErrorFormulas) },
  { id: "quality", height: 353, Content: memo(Quality) },
];

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
