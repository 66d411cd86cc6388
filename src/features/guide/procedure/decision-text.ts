import { type Decision, FIXES, type Judged, TOLERATED_LOSS } from "#lessons/procedure-decision.ts";
import { formatCount, formatCounted, formatPoints, formatTimes } from "#words/format.ts";
import { formatPointsRange } from "#words/statistics.ts";
import { FIX_TEXTS } from "../scenarios/fixes.ts";
import { STEP_TEXTS } from "../texts/steps.ts";
import { accuracyText, differenceText } from "./evidence-text.ts";

export interface DecisionText {
  tone: "good" | "notice";
  title: string;
  sentences: string[];
}

const TOLERATED = formatPoints(TOLERATED_LOSS).replace("+", "");

function numbersOf({ run, loss }: Judged): string {
  const { fp32, quantized, number, backend } = run;
  const smaller = formatTimes(fp32.sizeBytes / quantized.sizeBytes);
  const [before, after] = [fp32.latencyMs?.median, quantized.latencyMs?.median];
  const obstacle = run.timesObstacle ?? (backend === "wasm" ? null : "FP32 was not timed on WASM");
  const speed = !(before && after)
    ? ""
    : obstacle
      ? `; their times are not compared: ${obstacle}`
      : `, ${after < before ? `${formatTimes(before / after)} faster` : `${formatTimes(after / before)} slower`} here`;
  return `Run ${number}: ${accuracyText(quantized.top1)} right, FP32 ${accuracyText(fp32.top1)}; ${differenceText(loss)}. The 95 % interval of the difference is ${formatPointsRange(loss.interval)} points. ${smaller} smaller${speed}.`;
}

/** What the evidence says, with its numbers. */
export function decisionText(decision: Decision): DecisionText {
  switch (decision.kind) {
    case "not-yet": {
      if (decision.reason === "no-labels")
        return {
          tone: "notice",
          title: "Not yet: no labels",
          sentences: [
            "These pictures have no labels, so accuracy cannot be told. Agreement with FP32, in Compare, is the best there is; label a few hundred pictures for a decision.",
          ],
        };
      const open = decision.open.map((step) => `“${STEP_TEXTS[step].title}”`);
      return {
        tone: "notice",
        title: "Not yet",
        sentences: [
          `Evidence is missing: ${open.join(", ")}.`,
          ...(decision.best ? [`So far: ${numbersOf(decision.best)}`] : []),
        ],
      };
    }
    case "more-pictures":
      return {
        tone: "notice",
        title: "Not yet: too few pictures to tell",
        sentences: [
          numbersOf(decision.best),
          `The interval holds losses below and above ${TOLERATED}. About ${Number.isFinite(decision.needed) ? formatCount(decision.needed) : "many more"} evaluation pictures would settle it, or a fix that helps.`,
        ],
      };
    case "more-fixes": {
      const names = FIX_TEXTS.filter(({ fix }) => decision.untried.includes(fix)).map(
        ({ label }) => `“${label}”`,
      );
      return {
        tone: "notice",
        title: "Not yet: cheap fixes are left",
        sentences: [numbersOf(decision.best), `Not tried: ${names.join(", ")}.`],
      };
    }
    case "ship":
      return {
        tone: "good",
        title: "Ship it",
        sentences: [
          numbersOf(decision.best),
          `At 95 % confidence the loss stays below ${TOLERATED}. Download the quantized model in Compare, and measure latency once more on the hardware that counts.`,
        ],
      };
    case "partial":
      return {
        tone: "good",
        title: "Ship it, partially quantized",
        sentences: [
          numbersOf(decision.best),
          `With ${formatCounted(decision.best.spared, "layer")} in floating point the loss stays below ${TOLERATED} at 95 % confidence; no fully integer run held.`,
        ],
      };
    case "training":
      return {
        tone: "notice",
        title: "On to quantization-aware training",
        sentences: [
          numbersOf(decision.best),
          `${formatCount(FIXES.length)} kinds of fixes are at hand, those that were tried do not hold ${TOLERATED}, and the interval excludes it. More bits for the worst layers, by the autopilot in Sensitivity, are the last thing to try before training.`,
        ],
      };
  }
}
