import { Skeleton, Table } from "@mantine/core";
import { useMemo } from "react";
import type { RunRecord } from "#store/run/run-slice.ts";
import { VariantName } from "#ui/VariantName.tsx";
import { variantTitle } from "#words/recipe-words.ts";
import type { MeasuredBy } from "./measured-by.ts";
import classes from "./ResultTable.module.css";
import type { ResultCell } from "./result-rows.ts";
import { resultRows, rowLabels } from "./result-rows.ts";

export interface ResultTableProps {
  latest: RunRecord | null;
  previous: RunRecord | null;
  baseline: RunRecord | null;
  by: MeasuredBy;
}

interface Compared {
  heading: string;
  record: RunRecord;
}

/** The runs to compare with, each once. */
function comparedRuns({ latest, previous, baseline }: Omit<ResultTableProps, "by">): Compared[] {
  const compared: Compared[] = [];
  if (previous) compared.push({ heading: "Previous run", record: previous });
  if (baseline && baseline !== latest && baseline !== previous)
    compared.push({ heading: `Baseline, run ${baseline.number}`, record: baseline });
  return compared;
}

/** FP32 and quantized as text. */
export function ResultTable({ latest, previous, baseline, by }: ResultTableProps) {
  const compared = useMemo(() => comparedRuns({ latest, previous, baseline }), [latest, previous, baseline]);
  const rows = useMemo(
    () =>
      latest &&
      resultRows(
        latest.result,
        compared.map(({ record }) => record.result),
        by,
      ),
    [latest, compared, by],
  );
  return (
    <Table.ScrollContainer minWidth={compared.length > 0 ? 440 : 300} type="native">
      <Table className={classes.table} verticalSpacing={5} horizontalSpacing={6}>
        <Table.Caption className={classes.caption}>FP32 and quantized</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Measure</Table.Th>
            <Table.Th scope="col">
              <VariantName variant="fp32">FP32</VariantName>
            </Table.Th>
            <Table.Th scope="col">
              <VariantName variant="quantized">Quantized</VariantName>
              <Detail>{latest ? variantTitle(latest.result.recipe) : "\u00a0"}</Detail>
            </Table.Th>
            <Table.Th scope="col">Difference</Table.Th>
            {compared.map(({ heading, record }) => (
              <Table.Th key={heading} scope="col">
                {heading}
                <Detail>{variantTitle(record.result.recipe)}</Detail>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows?.map(({ label, fp32, quantized, difference, others }) => (
            <Table.Tr key={label.value}>
              <Table.Th scope="row">
                <Words cell={label} />
              </Table.Th>
              <Table.Td>
                <Words cell={fp32} />
              </Table.Td>
              <Table.Td>
                <Words cell={quantized} />
              </Table.Td>
              <Table.Td>
                <Words cell={difference} />
              </Table.Td>
              {compared.map(({ heading }, i) => (
                <Table.Td key={heading}>
                  <Words cell={others[i]} />
                </Table.Td>
              ))}
            </Table.Tr>
          )) ?? <EmptyRows by={by} />}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const EmptyRows = ({ by }: { by: MeasuredBy }) =>
  rowLabels(by).map((label) => (
    <Table.Tr key={label.value}>
      <Table.Th scope="row">
        <Words cell={label} />
      </Table.Th>
      {["fp32", "quantized", "difference"].map((column) => (
        <Table.Td key={column}>
          <Skeleton height={14} width={64} ml="auto" animate={false} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));

const Detail = ({ children }: { children: string }) => <span className={classes.detail}> {children}</span>;

const Words = ({ cell: { value, detail } }: { cell: ResultCell }) => (
  <>
    {value}
    <Detail>{detail ?? "\u00a0"}</Detail>
  </>
);
