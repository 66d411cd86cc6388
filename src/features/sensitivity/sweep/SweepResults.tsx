import { SegmentedControl } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { useLab } from "#store/lab-context.ts";
import type { SweepRecord } from "#store/tasks/sweep-slice.ts";
import { DataTable } from "#ui/data-table/DataTable.tsx";
import { RankingChart } from "./RankingChart.tsx";
import { SpareWorst } from "./SpareWorst.tsx";
import classes from "./SweepResults.module.css";
import { SweptLayerCard } from "./SweptLayerCard.tsx";
import { sweepColumns } from "./sweep-columns.tsx";
import type { SweepMeasureKey } from "./sweep-measures.ts";
import { measuresOf } from "./sweep-measures.ts";
import type { RankedLayer } from "./sweep-ranking.ts";
import { rankedLayers } from "./sweep-ranking.ts";

/** Of a table with all rows there: what is still to come has its room. */
const tableHeight = (rows: number): number => Math.min(460, 64 + rows * 32);

const layerOf = ({ row }: RankedLayer): string => row.layer;

export interface SweepResultsProps {
  record: SweepRecord;
  /** Of the model, until the sweep says how many of them it tries. */
  layerCount: number;
}

/** The layers of one sweep, ranked: as bars, one in words, and all in numbers. */
export const SweepResults = memo(function SweepResults({ record, layerCount }: SweepResultsProps) {
  const { selectedLayer, selectLayer } = useLab(({ selectedLayer, selectLayer }) => ({
    selectedLayer,
    selectLayer,
  }));
  const [wanted, setWanted] = useState<SweepMeasureKey>("top1");
  const { direction, total } = record;
  const measures = measuresOf(record);
  const measure = measures.find(({ key }) => key === wanted) ?? measures[0];
  const ranked = useMemo(() => rankedLayers(record, measure), [record, measure]);
  const places = total ?? layerCount;
  const columns = useMemo(() => sweepColumns(direction), [direction]);
  return (
    <div className={classes.results}>
      <div className={classes.head}>
        <p className={classes.meaning}>{measure.meaning}</p>
        <SegmentedControl
          size="xs"
          aria-label="Measure of sensitivity"
          data={measures.map(({ key, short }) => ({ value: key, label: short }))}
          value={measure.key}
          onChange={(key) => setWanted(key as SweepMeasureKey)}
        />
      </div>
      <RankingChart
        ranked={ranked}
        measure={measure}
        direction={direction}
        total={places}
        selected={selectedLayer}
        onSelect={selectLayer}
      />
      <SweptLayerCard
        direction={direction}
        layer={ranked.find(({ row }) => row.layer === selectedLayer) ?? null}
      />
      <SpareWorst ranking={ranked.map(layerOf)} />
      <div style={{ minHeight: tableHeight(places) }}>
        <DataTable
          label="Sensitivity of layers"
          columns={columns}
          rows={ranked}
          idOf={layerOf}
          selected={selectedLayer}
          onSelect={selectLayer}
        />
      </div>
    </div>
  );
});
