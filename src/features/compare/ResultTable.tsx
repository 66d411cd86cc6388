import { Skeleton, Table } from "@mantine/core";
import { useMemo } from "react";
import type { RunRecord } from "#store/run-slice.ts";
import { VariantName } from "#ui/VariantName.tsx";
import { variantLabel } from "#ui/variant-label.ts";
import classes from "./ResultTable.module.css";
import { resultRows } from "./result-rows.ts";

export interface ResultTableProps {
  latest: RunRecord | null;
  previous: RunRecord | null;
  baseline: RunRecord | null;
}

const EMPTY_ROWS = [
  "Top-1 accuracy (95 % interval)",
  "Agreement with FP32",
  "Model size",
  "Weight bytes",
  "Latency, median (p10–p90)",
];

/** The runs to compare with, newest first, each once. */
function othersOf({ latest, previous, baseline }: ResultTableProps) {
  const others: { heading: string; record: RunRecord }[] = [];
  if (previous) others.push({ heading: "Previous run", record: previous });
  if (baseline && baseline !== latest && baseline !== previous)
    others.push({ heading: `Baseline, run ${baseline.number}`, record: baseline });
  return others;
}

/** FP32 and quantized as text. */
export function ResultTable(props: ResultTableProps) {
  const { latest, previous, baseline } = props;
  const others = useMemo(() => othersOf({ latest, previous, baseline }), [latest, previous, baseline]);
  const rows = useMemo(
    () =>
      latest &&
      resultRows(
        latest.result,
        others.map(({ record }) => record.result),
      ),
    [latest, others],
  );
  return (
    <Table.ScrollContainer minWidth={520} type="native">
      <Table className={classes.table} verticalSpacing={6} horizontalSpacing="xs">
        <Table.Caption className={classes.caption}>FP32 and quantized</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Measure</Table.Th>
            <Table.Th scope="col">
              <VariantName variant="fp32">FP32</VariantName>
            </Table.Th>
            <Table.Th scope="col">
              <VariantName variant="quantized">
                {latest ? `Quantized (${variantLabel(latest.result.recipe)})` : "Quantized"}
              </VariantName>
            </Table.Th>
            <Table.Th scope="col">Difference</Table.Th>
            {others.map(({ heading, record }) => (
              <Table.Th key={heading} scope="col">
                {heading} ({variantLabel(record.result.recipe)})
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows
            ? rows.map((row) => (
                <Table.Tr key={row.label}>
                  <Table.Th scope="row">{row.label}</Table.Th>
                  <Table.Td>{row.fp32}</Table.Td>
                  <Table.Td>{row.quantized}</Table.Td>
                  <Table.Td>{row.difference}</Table.Td>
                  {others.map(({ heading }, i) => (
                    <Table.Td key={heading}>{row.others[i]}</Table.Td>
                  ))}
                </Table.Tr>
              ))
            : EMPTY_ROWS.map((label) => (
                <Table.Tr key={label}>
                  <Table.Th scope="row">{label}</Table.Th>
                  {["fp32", "quantized", "difference"].map((column) => (
                    <Table.Td key={column}>
                      <Skeleton height={12} my={5} width="70%" ml="auto" animate={false} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
