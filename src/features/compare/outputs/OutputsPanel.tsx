import { Table } from "@mantine/core";
import type { OutputComparison } from "#numerics/errors/output-errors.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { Panel } from "#ui/Panel.tsx";
import { formatDecibels, formatFixed, formatSmall } from "#words/format.ts";
import type { Shown } from "../use-shown.ts";
import classes from "./OutputsPanel.module.css";

/** Every output of the quantized model against FP32's, value by value. */
export function OutputsPanel({ shown: { scores, isLive } }: { shown: Shown }) {
  const { outputs } = scores;
  const hasDivergence = outputs.some(({ klDivergence }) => klDivergence !== null);
  return (
    <Panel
      title="Outputs"
      note={`What the model gives, quantized against FP32, over all evaluation pictures${isLive ? " so far" : ""}. High SQNR and a cosine near 1 are good.`}
    >
      {outputs.length === 0 ? (
        <p className={classes.none}>They appear here while a run goes on.</p>
      ) : (
        <Table.ScrollContainer minWidth={560} type="native">
          <Table className={classes.table} verticalSpacing={5} horizontalSpacing={6} aria-label="Outputs">
            <Table.Thead>
              <Table.Tr>
                {["Output", "Shape", "SQNR", "MSE", "Cosine", "Largest error"].map((heading) => (
                  <Table.Th key={heading} scope="col">
                    {heading}
                  </Table.Th>
                ))}
                {hasDivergence && <Table.Th scope="col">KL divergence</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {outputs.map((output) => (
                <OutputRow key={output.name} output={output} hasDivergence={hasDivergence} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {outputs
        .filter(({ notFinite: { fp32Only, quantizedOnly, both } }) => fp32Only + quantizedOnly + both > 0)
        .map(({ name, items, notFinite }) => (
          <p key={name} className={classes.none}>
            {errorMessage("output.not-finite", { output: name, items, ...notFinite }).what}
          </p>
        ))}
    </Panel>
  );
}

function OutputRow({ output, hasDivergence }: { output: OutputComparison; hasDivergence: boolean }) {
  const { name, shape, sqnrDb, mse, cosine, maxAbsError, klDivergence } = output;
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{shape.join(" × ")}</Table.Td>
      <Table.Td>{formatDecibels(sqnrDb)}</Table.Td>
      <Table.Td>{formatSmall(mse)}</Table.Td>
      <Table.Td>{formatFixed(cosine, 5)}</Table.Td>
      <Table.Td>{formatSmall(maxAbsError)}</Table.Td>
      {hasDivergence && (
        <Table.Td>{klDivergence === null ? "–" : `${formatSmall(klDivergence)}\u00a0nats`}</Table.Td>
      )}
    </Table.Tr>
  );
}
