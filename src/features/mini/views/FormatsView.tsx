import { SegmentedControl } from "@mantine/core";
import { memo, useState } from "react";
import { MiniFormatChart } from "#charts/mini/MiniFormatChart.tsx";
import { MiniGridRows } from "#charts/mini/MiniGridRows.tsx";
import type { FormatRow } from "#lessons/mini/mini-tables.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatDecibels, formatSmall } from "#words/format.ts";
import { formatTexts, precise } from "../texts.ts";
import { type PartProps, type RowColumn, RowTable, type ViewPart } from "./ViewParts.tsx";
import classes from "./views.module.css";

const COLUMNS: readonly RowColumn<FormatRow>[] = [
  { label: "Bits", text: ({ bits }) => String(bits) },
  { label: "SQNR", text: ({ sqnrDb }) => formatDecibels(sqnrDb) },
  { label: "MSE", text: ({ mse }) => precise(mse) },
  { label: "Largest error", text: ({ maxAbsError }) => formatSmall(maxAbsError) },
  { label: "Scale", text: ({ scale, bits }) => (bits === 16 ? "none" : formatSmall(scale)) },
];

type FormatsProps = PartProps<"formats">;

function FormatErrors({ answer: { rows, crest } }: FormatsProps) {
  return (
    <Panel
      title="Number formats on the same values"
      note="One scale for all values, the largest magnitude on the format's largest number; whatever is chosen under Quantizer."
    >
      <div className={classes.formats}>
        <MiniFormatChart label="SQNR of each number format" rows={rows} />
        <RowTable
          label="Number formats"
          maxHeight={340}
          rows={rows}
          head="Format"
          nameOf={({ name }) => name}
          columns={COLUMNS}
        />
      </div>
      {formatTexts(rows, crest).map((text) => (
        <p key={text} className={classes.paragraph}>
          {text}
        </p>
      ))}
    </Panel>
  );
}

function FormatGrids({ answer: { rows, windows } }: FormatsProps) {
  const [zoom, setZoom] = useState<"whole" | "middle">("whole");
  return (
    <Panel
      title="Their grids"
      note="Where the values lie, and which numbers each format has for them. The 16-bit formats have too many to draw."
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Part of the grids shown"
          value={zoom}
          onChange={(value) => setZoom(value === "middle" ? "middle" : "whole")}
          data={[
            { value: "whole", label: "Whole range" },
            { value: "middle", label: "Tenth about zero" },
          ]}
        />
      }
    >
      <MiniGridRows
        label="Grids of the number formats"
        {...windows[zoom]}
        rows={rows.flatMap(({ name, levels }) => (levels ? [{ name, levels }] : []))}
      />
    </Panel>
  );
}

/** The same values in eight number formats. */
export const FORMATS_PARTS: readonly ViewPart<"formats">[] = [
  { id: "errors", height: 688, Content: memo(FormatErrors) },
  { id: "grids", height: 478, Content: memo(FormatGrids) },
];
