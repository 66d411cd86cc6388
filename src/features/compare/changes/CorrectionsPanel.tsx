import { Skeleton } from "@mantine/core";
import { memo, useEffect, useMemo, useState } from "react";
import { BeforeAfterChart } from "#charts/layers/BeforeAfterChart.tsx";
import type { CorrectionEffects } from "#experiment/result.ts";
import { Panel } from "#ui/Panel.tsx";
import classes from "./CorrectionsPanel.module.css";
import { correctionEffects } from "./correction-effects.ts";

/** Of a chart with its legend and the line under it. */
const CHART_HEIGHT = 260;

/** Counts up to `total`, a task of the page each, so that no task has to draw more than one chart. */
function useOneByOne(total: number): number {
  const [count, setCount] = useState(1);
  useEffect(() => {
    if (count >= total) return;
    const timer = setTimeout(() => setCount(count + 1));
    return () => clearTimeout(timer);
  }, [count, total]);
  return count;
}

/** What each correction of the run did, measured on its calibration pictures or weights. */
export default memo(function CorrectionsPanel({ effects }: { effects: CorrectionEffects }) {
  const shown = useMemo(() => correctionEffects(effects), [effects]);
  const drawn = useOneByOne(shown.length);
  return (
    <Panel
      title="What the corrections did"
      note="What each correction changed in itself; the table above says what it was worth."
    >
      <div className={classes.effects}>
        {shown.map(({ key, title, summary, ...chart }, place) => (
          <section key={key} className={classes.effect} aria-label={title}>
            <h3 className={classes.title}>{title}</h3>
            <p className={classes.summary}>{summary}</p>
            {chart.rows.length > 0 &&
              (place < drawn ? (
                <BeforeAfterChart label={`${title}, ${chart.measure.toLowerCase()}`} {...chart} />
              ) : (
                <Skeleton height={CHART_HEIGHT} animate={false} />
              ))}
          </section>
        ))}
      </div>
    </Panel>
  );
});
