import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { MiniFormatChart } from "#charts/MiniFormatChart.tsx";
import { MiniGridRows } from "#charts/MiniGridRows.tsx";
import { formatDecibels, formatSmall } from "#ui/format.ts";
import { Panel } from "#ui/Panel.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import { crestFactor, type FormatRow, formatRows } from "../format-rows.ts";
import { formatTexts } from "../format-texts.ts";
import { precise } from "../precise.ts";
import { shapeOf } from "../shape.ts";
import type { ViewProps } from "./view-props.ts";
import classes from "./views.module.css";

const COLUMNS: readonly { label: string; text: (row: FormatRow) => string }[] = [
  { label: "Bits", text: ({ bits }) => String(bits) },
  { label: "SQNR", text: ({ sqnrDb }) => formatDecibels(sqnrDb) },
  { label: "MSE", text: ({ mse }) => precise(mse) },
  { label: "Largest error", text: ({ maxAbsError }) => formatSmall(maxAbsError) },
  { label: "Scale", text: ({ scale, bits }) => (bits === 16 ? "none" : formatSmall(scale)) },
];

/** The same values in eight number formats. */
export function FormatsView({ values: { x } }: ViewProps) {
  const [zoom, setZoom] = useState<"whole" | "middle">("whole");
  const rows = useMemo(() => formatRows(x), [x]);
  const largest = useMemo(() => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1, [x]);
  const end = zoom === "whole" ? largest * 1.03 : largest / 10;
  const domain: [number, number] = [-end, end];
  return (
    <div className={classes.stack}>
      <Panel
        title="Number formats on the same values"
        note="One scale for all values, the largest magnitude on the format's largest number; whatever is chosen under Quantizer."
      >
        <div className={classes.formats}>
          <MiniFormatChart label="SQNR of each number format" rows={rows} />
          <ScrollBox label="Number formats, table" maxHeight={340}>
            <table className={classes.table} aria-label="Number formats">
              <thead>
                <tr>
                  <th scope="col">Format</th>
                  {COLUMNS.map(({ label }) => (
                    <th key={label} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.format}>
                    <th scope="row">{row.name}</th>
                    {COLUMNS.map(({ label, text }) => (
                      <td key={label}>{text(row)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
        </div>
        {formatTexts(rows, crestFactor(x)).map((text) => (
          <p key={text} className={classes.paragraph}>
            {text}
          </p>
        ))}
      </Panel>
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
          domain={domain}
          shape={shapeOf(x, domain)}
          rows={rows.flatMap(({ name, levels }) => (levels ? [{ name, levels }] : []))}
        />
      </Panel>
    </div>
  );
}
