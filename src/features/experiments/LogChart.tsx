import { memo, useMemo } from "react";
import { ParetoChart } from "#charts/search/ParetoChart.tsx";
import type { LogEntry } from "#share/log-file.ts";
import { Panel } from "#ui/Panel.tsx";
import { logPoints } from "./log-points.ts";

export interface LogChartProps {
  log: LogEntry[];
  selected: string | null;
  onSelect: (id: string) => void;
}

/** What every run kept, against what it weighs. */
export const LogChart = memo(function LogChart({ log, selected, onSelect }: LogChartProps) {
  const { points, table } = useMemo(() => logPoints(log), [log]);
  if (points.length === 0) return null;
  return (
    <Panel
      title="Accuracy against size"
      note="Top-1 with its 95 % interval; where nothing has a label, agreement with FP32. The line joins what no other run of the newest run's model, judged on the same images, beats. Points whose intervals overlap widely may not differ at all."
    >
      <ParetoChart
        label="What every run kept against its size"
        xAxis="Model size (kB)"
        yAxis="Top-1 or agreement (%)"
        points={points}
        budget={null}
        selected={selected}
        onSelect={onSelect}
        table={table}
      />
    </Panel>
  );
});
