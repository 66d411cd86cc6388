import { Button } from "@mantine/core";
import { memo } from "react";
import type { LogEntry } from "#share/log-file.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import classes from "./ComparedRuns.module.css";
import { comparedRows, differingOptions } from "./compared-rows.ts";
import { changeText, runName } from "./run-words.ts";

/** The runs that were ticked, side by side with FP32, and the options in which they differ. */
export const ComparedRuns = memo(function ComparedRuns({ log }: { log: LogEntry[] }) {
  const { compared, compareNone } = useLab((state) => ({
    compared: state.comparedRuns,
    compareNone: state.compareNone,
  }));
  const runs = compared.flatMap((id) => log.find((run) => run.id === id) ?? []);
  if (runs.length < 2)
    return (
      <Panel
        title="Side by side"
        note={
          runs.length === 0
            ? "Tick two or more runs above to hold them beside each other."
            : `“${runName(runs[0])}” is ticked: tick another to compare it with.`
        }
      />
    );
  const [first, ...others] = runs;
  return (
    <Panel
      title="Side by side"
      aside={
        <Button size="xs" variant="default" onClick={compareNone}>
          Untick all
        </Button>
      }
    >
      <ScrollBox label="Runs side by side" maxHeight={520}>
        <table className={classes.table} aria-label="Runs side by side">
          <thead>
            <tr>
              <th scope="col">Measure</th>
              <th scope="col">FP32</th>
              {runs.map((run) => (
                <th key={run.id} scope="col">
                  {runName(run)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparedRows(runs).map(({ label, fp32, values }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{fp32}</td>
                {values.map(({ id, text }) => (
                  <td key={id}>{text}</td>
                ))}
              </tr>
            ))}
            {differingOptions(runs).map(({ label, values }) => (
              <tr key={label} className={classes.option}>
                <th scope="row">{label}</th>
                <td>–</td>
                {values.map(({ id, text }) => (
                  <td key={id}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <ul className={classes.changes}>
        {others.map((run) => (
          <li key={run.id}>
            <strong>{runName(run)}</strong> against {runName(first)}: {changeText(first, run)}
          </li>
        ))}
      </ul>
    </Panel>
  );
});
