import { Text } from "@mantine/core";
import type { Comparison, EnvironmentDifference } from "#share/verify.ts";
import type { CheckedLink } from "#store/kept/link-slice.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import { formatBytes, formatCount, formatDecibels } from "#words/format.ts";
import classes from "./link.module.css";

const NAMES: Record<Comparison["what"], string> = {
  fp32: "Right in FP32",
  quantized: "Right when quantized",
  agreement: "Agreement",
  outputSqnrDb: "SQNR of the output",
  sizeBytes: "Size",
};

const ENVIRONMENT: Record<EnvironmentDifference["what"], string> = {
  lab: "version of the lab",
  runtime: "runtime",
  "fp32.backend": "backend of FP32",
  "fp32.threads": "threads of FP32",
  "quantized.backend": "backend of the quantized model",
  "quantized.threads": "threads of the quantized model",
};

const FORMATS: Record<Comparison["what"], (value: number) => string> = {
  fp32: formatCount,
  quantized: formatCount,
  agreement: formatCount,
  outputSqnrDb: formatDecibels,
  sizeBytes: formatBytes,
};

const valueText = (what: Comparison["what"], value: number, of: number | undefined): string =>
  of === undefined ? FORMATS[what](value) : `${FORMATS[what](value)} of ${formatCount(of)}`;

/** Whether the numbers are those that were sent, and what may explain it if not. */
export function CheckedLinkNotice({ checked, onDismiss }: { checked: CheckedLink; onDismiss: () => void }) {
  const { verification, b, run } = checked;
  const { environment } = verification;
  const agrees = verification.agrees && (b?.agrees ?? true);
  const differing = environment.map(
    ({ what, expected, measured }) => `${ENVIRONMENT[what]} (${expected} there, ${measured} here)`,
  );
  return (
    <Notice
      tone={agrees ? "good" : "notice"}
      title={
        agrees
          ? `Run ${run} gives the numbers of the link`
          : `Run ${run} gives other numbers than the link says`
      }
      onDismiss={onDismiss}
    >
      <details className={classes.numbers} open={!agrees}>
        <summary>All numbers</summary>
        <Numbers label="Numbers of the link and of this run" comparisons={verification.comparisons} />
        {b && <Numbers label="Numbers of the link and of this run, B" comparisons={b.comparisons} />}
      </details>
      {differing.length > 0 && (
        <Text size="sm" mt="xs">
          {agrees ? "Although these differ: " : "What differs and may explain it: "}
          {differing.join("; ")}.
        </Text>
      )}
      {!agrees && differing.length === 0 && (
        <Text size="sm" mt="xs">
          Backend, threads and versions are the same: the processor's own float sums, or a changed file, are
          what is left.
        </Text>
      )}
    </Notice>
  );
}

function Numbers({ label, comparisons }: { label: string; comparisons: readonly Comparison[] }) {
  return (
    <ScrollBox label={label} maxHeight={320}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <th>Measure</th>
            <th>Link</th>
            <th>Here</th>
            <th>May differ by</th>
            <th>Same</th>
          </tr>
        </thead>
        <tbody>
          {comparisons.map(({ what, expected, measured, tolerance, agrees: same, of }) => (
            <tr key={what}>
              <th scope="row">{NAMES[what]}</th>
              <td>{valueText(what, expected, of?.expected)}</td>
              <td>{valueText(what, measured, of?.measured)}</td>
              <td>{tolerance === 0 ? "nothing" : FORMATS[what](tolerance)}</td>
              <td>{same ? "yes" : of && of.expected !== of.measured ? "not as many images" : "no"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
