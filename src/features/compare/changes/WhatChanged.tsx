import { Button } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { Panel } from "#ui/Panel.tsx";
import { ChangeList } from "./ChangeList.tsx";
import classes from "./WhatChanged.module.css";

/** What differs in the recipe from the runs compared with, and what it did. */
export function WhatChanged() {
  const { latest, previous, baseline, setBaseline } = useLab((state) => ({
    latest: state.latest,
    previous: state.previous,
    baseline: state.baseline,
    setBaseline: state.setBaseline,
  }));
  return (
    <Panel title="What changed">
      <div className={classes.body}>
        {latest && previous ? (
          <Comparison heading="Since the previous run" from={previous} to={latest} />
        ) : (
          <p className={classes.hint}>
            Change one option in the recipe and run again: the difference to this run and to the baseline
            appears here.
          </p>
        )}
        {latest && baseline && baseline !== latest && baseline !== previous && (
          <Comparison heading={`Since the baseline, run ${baseline.number}`} from={baseline} to={latest} />
        )}
        {latest && baseline !== latest && (
          <Button size="compact-sm" variant="default" onClick={() => setBaseline(latest)}>
            Make run {latest.number} the baseline
          </Button>
        )}
        {latest && baseline === latest && (
          <p className={classes.hint}>
            Run {latest.number} is the baseline that later runs are compared with.
          </p>
        )}
      </div>
    </Panel>
  );
}

function Comparison({ heading, from, to }: { heading: string; from: RunRecord; to: RunRecord }) {
  return (
    <div>
      <h3 className={classes.heading}>{heading}</h3>
      <ChangeList from={from.result} to={to.result} classNames={to.classes.map(({ name }) => name)} />
    </div>
  );
}
