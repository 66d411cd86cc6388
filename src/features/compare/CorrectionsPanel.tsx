import { memo, useMemo } from "react";
import { BeforeAfterChart } from "#charts/BeforeAfterChart.tsx";
import type { CorrectionEffects } from "#core/report.ts";
import { Panel } from "#ui/Panel.tsx";
import classes from "./CorrectionsPanel.module.css";
import { correctionEffects } from "./correction-effects.ts";

/** What each correction of the run did, measured on its calibration pictures or weights. */
export default memo(function CorrectionsPanel({ effects }: { effects: CorrectionEffects }) {
  const shown = useMemo(() => correctionEffects(effects), [effects]);
  return (
    <Panel
      title="What the corrections did"
      note="What each correction changed in itself; the table above says what it was worth."
    >
      <div className={classes.effects}>
        {shown.map(({ key, title, summary, ...chart }) => (
          <section key={key} className={classes.effect} aria-label={title}>
            <h3 className={classes.title}>{title}</h3>
            <p className={classes.summary}>{summary}</p>
            {chart.rows.length > 0 && (
              <BeforeAfterChart label={`${title}, ${chart.measure.toLowerCase()}`} {...chart} />
            )}
          </section>
        ))}
      </div>
    </Panel>
  );
});
