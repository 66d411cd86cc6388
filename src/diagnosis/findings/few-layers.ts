import { errorCarriers } from "#experiment/outcomes/error-carriers.ts";
import { worstFirst } from "#numerics/errors/output-errors.ts";
import { mcnemarPValue, SIGNIFICANCE } from "#statistics/mcnemar.ts";
import { formatCount, formatCounted, formatDecibels } from "#words/format.ts";
import { formatNames } from "#words/recipe-words.ts";
import { formatPValue } from "#words/statistics.ts";
import type { Case, SweptLayer } from "../case.ts";
import { measuredLoss } from "../measured-loss.ts";
import { clear, found, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";

/** A half of all the losses, found one layer at a time, in at most this many of them. */
const A_FEW = 3;

const SWEEP = { kind: "sweep", label: "Run the sensitivity sweep" } as const;

/** The drop comes from few layers, which can be spared. */
export const fewLayers = {
  id: "few-layers",
  symptom: "The drop comes from few layers",
  learn:
    "Layers differ in how they take quantization: first and last ones, and those with few channels, take it worst. If few of them cause the drop, sparing just these keeps nearly all of the gain in size.",
  check,
} as const satisfies Symptom;

function check(judged: Case): Verdict {
  const loss = measuredLoss(judged.run);
  if (judged.sweep && judged.sweep.rows.length > 0) return fromSweep(judged, judged.sweep, loss);
  const measured = judged.run.layers.filter(({ output }) => output !== null);
  if (measured.length === 0) return noEvidence("The outputs of the layers were not compared.");
  if (!loss.isKnown) return noEvidence(loss.sentence);
  if (!loss.isLoss) return clear("There is no measurable drop to trace.", loss.sentence);
  const carriers = errorCarriers(judged.run.layers);
  if (carriers.length === 0)
    return {
      ...clear(
        `The error of ${formatCount(measured.length)} layer outputs rises along the whole network; no three of them add half of it.`,
        "A sweep, which quantizes one layer at a time, would measure each layer's part in the drop itself.",
      ),
      action: SWEEP,
    };
  const byName = new Map(measured.map((layer) => [layer.name, layer]));
  return found({
    grade: "likely",
    evidence: [
      `Followed through the network, the error rises most in ${formatNames(carriers)}: half of all rises, in ${formatCount(carriers.length)} of ${formatCount(measured.length)} layers.`,
      loss.sentence,
      "This is the error of their outputs; what each costs in accuracy is measured by a sweep.",
    ],
    cause: "A few layers take quantization badly, and whatever follows works on their error.",
    action: keep(carriers),
    table: {
      caption: "Layers at which the error rises most",
      columns: ["Layer", "Operator", "Output SQNR (dB)"],
      rows: carriers.map((name) => {
        const layer = byName.get(name);
        return [name, layer?.op ?? "", layer?.output?.sqnrDb ?? ""];
      }),
    },
  });
}

function fromSweep(
  { run }: Case,
  { rows, pictures }: NonNullable<Case["sweep"]>,
  loss: ReturnType<typeof measuredLoss>,
): Verdict {
  const drop = ({ lost, gained }: SweptLayer) => Math.max(0, lost - gained);
  const worst = rows.toSorted((a, b) => drop(b) - drop(a) || worstFirst(a.outputSqnrDb, b.outputSqnrDb));
  const total = rows.reduce((sum, row) => sum + drop(row), 0);
  const carriers: SweptLayer[] = [];
  let carried = 0;
  for (const row of worst) {
    if (carried * 2 >= total) break;
    carriers.push(row);
    carried += drop(row);
  }
  const [first] = worst;
  const how = `A sweep over ${formatCount(rows.length)} layers, one quantized at a time, on ${formatCounted(pictures, "picture")}: most is lost by “${first.layer}”, ${formatCount(first.lost)} pictures against ${formatCount(first.gained)} gained (${formatPValue(mcnemarPValue(first.lost, first.gained))}; logits at ${formatDecibels(first.outputSqnrDb)}).`;
  const isReal = carriers.some(
    ({ lost, gained }) => lost > gained && mcnemarPValue(lost, gained) < SIGNIFICANCE,
  );
  if (!loss.isLoss || !isReal || carriers.length > A_FEW || rows.length <= 2 * A_FEW)
    return clear(
      how,
      loss.isLoss ? "No few layers make up half of the drop." : "There is no measurable drop to trace.",
    );
  return found({
    grade: "likely",
    evidence: [
      how,
      `${formatNames(carriers.map(({ layer }) => layer))} ${carriers.length === 1 ? "makes" : "make"} up half of what the layers lose one by one.`,
      loss.sentence,
    ],
    cause: "A few layers take quantization badly.",
    action: run.layers.length > 0 ? keep(carriers.map(({ layer }) => layer)) : null,
    table: {
      caption: "Layers that lose most, quantized alone",
      columns: ["Layer", "Lost", "Gained", "Logits SQNR (dB)"],
      rows: worst
        .slice(0, 8)
        .map(({ layer, lost, gained, outputSqnrDb }) => [layer, lost, gained, outputSqnrDb]),
    },
  });
}

const keep = (layers: string[]) =>
  ({
    kind: "edit",
    label: `Keep ${formatCounted(layers.length, "layer")} in FP16`,
    edit: { keep: { precision: "fp16", layers } },
  }) as const;
