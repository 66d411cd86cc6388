import { Button } from "@mantine/core";
import { memo } from "react";
import { MiniGridRows } from "#charts/mini/MiniGridRows.tsx";
import type { ZeroRow } from "#lessons/mini/mini-tables.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatDecibels } from "#words/format.ts";
import { ZERO_FORMS } from "../choices.ts";
import { precise, zeroTexts } from "../texts.ts";
import { FormulaText, type PartProps, type RowColumn, RowTable, type ViewPart } from "./ViewParts.tsx";
import classes from "./views.module.css";

const labelOf = ({ form }: ZeroRow) => ZERO_FORMS.find(({ value }) => value === form)?.label ?? form;

const COLUMNS: readonly RowColumn<ZeroRow>[] = [
  { label: "Step s", text: ({ grid }) => precise(grid.scale) },
  {
    label: "Offset or zero point",
    text: ({ grid }) =>
      grid.offset === null ? `z = ${grid.zeroPoint}`.replace("-", "\u2212") : precise(grid.offset),
  },
  { label: "Code of 0", text: ({ zeroCode }) => String(zeroCode) },
  { label: "0 comes back as", text: ({ zeroValue }) => precise(zeroValue) },
  { label: "MSE", text: ({ summary }) => precise(summary.mse) },
  { label: "SQNR", text: ({ summary }) => formatDecibels(summary.sqnrDb) },
];

function ThreeForms({ answer: { bits, rows, zeros, window } }: PartProps<"zero">) {
  const { draw, compares, setMini } = useLab(({ mini, setMini }) => ({
    draw: mini.draw,
    compares: mini.compares,
    setMini,
  }));
  return (
    <Panel
      title="Three forms of an asymmetric grid"
      note={`The same values at ${bits} bits${compares ? " (those of A)" : ""}, one scale for all.`}
      aside={
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            setMini({ source: "drawn", draw: { ...draw, distribution: "shifted" }, looked: null })
          }
        >
          Try shifted values
        </Button>
      }
    >
      <div className={classes.stack}>
        <RowTable
          label="Forms of the offset"
          maxHeight={320}
          rows={rows}
          head="Form"
          nameOf={labelOf}
          columns={COLUMNS}
        />
        <MiniGridRows
          label={window.isNear ? "The three grids about zero" : "The three grids, from zero to the values"}
          domain={window.domain}
          shape={window.shape}
          rows={rows.map((row) => ({ name: SHORT[row.form], levels: row.levels }))}
        />
        {zeroTexts(rows, zeros).map((text) => (
          <p key={text} className={classes.text}>
            {text}
          </p>
        ))}
      </div>
    </Panel>
  );
}

function WhyIntegers() {
  return (
    <Panel title="Why integer kernels need an integer zero point">
      <div className={classes.stack}>
        <p className={classes.text}>
          A layer multiplies activations x by weights w and adds up. With an integer zero point the whole sum
          is one of integers, and one real factor stands before it:
        </p>
        <FormulaText tex="\sum_i \hat{x}_i \hat{w}_i = s_x s_w \sum_i (q_{x,i} - z_x)\, q_{w,i} = s_x s_w \Big(\sum_i q_{x,i}\, q_{w,i} - z_x \sum_i q_{w,i}\Big)" />
        <p className={classes.text}>
          The last sum depends on the weights alone and is known beforehand. A real offset leaves a second
          real term:
        </p>
        <FormulaText tex="\sum_i (s_x q_{x,i} + x_{\min})\, s_w q_{w,i} = s_x s_w \sum_i q_{x,i}\, q_{w,i} + x_{\min} s_w \sum_i q_{w,i}" />
        <p className={classes.text}>
          It could be folded into a bias, were every input a code. But padding puts in zeros, and there is no
          code for them: at the borders the sum over the weights is another one at each place. With z a code,
          padding with z is padding with zero, exactly.
        </p>
      </div>
    </Panel>
  );
}

/** The textbook's real offset, its integer zero point and the deployable form, on the same values. */
export const ZERO_PARTS: readonly ViewPart<"zero">[] = [
  { id: "forms", height: 648, Content: memo(ThreeForms) },
  { id: "why", height: 376, Content: memo(WhyIntegers) },
];

/** Names that fit beside a grid. */
const SHORT = { "real-offset": "Real offset", textbook: "Integer z", deployable: "Deployable" };
