import type { FindingAction } from "#experiment/report.ts";
import type { RunResult } from "#experiment/result.ts";
import { formatCount, formatCounted, formatFixed, formatShare } from "#words/format.ts";
import type { Case } from "../case.ts";
import type { WeightFacts } from "../facts.ts";
import { measuredLoss } from "../measured-loss.ts";
import { clear, found, NO_FACTS, noEvidence, type Symptom, type Verdict } from "../verdicts.ts";

/** One scale for all channels loses as much as a bit fewer would: four times the noise, 6 dB. */
const A_BIT = 4;
/** And it is worth speaking of: rounding takes a hundredth of the channels' power, 20 dB. */
const NOTABLE_NOISE = 0.01;
/** A tenth of the channels' power in some layer, 10 dB, can explain a loss. */
const HARMFUL_NOISE = 0.1;

/** Channels of very different range under one scale: the small ones get hardly any integer levels. */
export const weightDisparity = {
  id: "weight-disparity",
  symptom: "Channels of very different range",
  learn:
    "One scale for a whole layer must reach its largest weight. Channels whose weights are a hundred times smaller then get only a few codes, and are as good as rounded away. Depthwise convolutions, and layers whose BatchNorm was folded in, are known for it. A scale per channel costs next to nothing; cross-layer equalization evens the channels out where one scale is all that the hardware has.",
  check,
} as const satisfies Symptom;

function check({ run, facts }: Case): Verdict {
  if (!facts) return noEvidence(NO_FACTS);
  const { weights } = facts;
  if (weights.length === 0) return clear("No layer has integer weights.");
  const shared = weights.filter(({ granularity }) => granularity === "tensor");
  if (shared.length === 0)
    return clear(
      "Every channel has a scale of its own, or several: a wide channel takes nothing from a narrow one.",
    );
  const uneven = shared.filter(
    ({ noise, channelNoise }) => noise >= NOTABLE_NOISE && noise >= A_BIT * channelNoise,
  );
  const widest = shared.reduce((a, b) => (b.spread > a.spread ? b : a));
  const spread = `In “${widest.layer}” the widest channel ranges ${formatFixed(widest.spread, 1)} times as far as the middle one.`;
  if (uneven.length === 0)
    return clear(
      `${formatCount(shared.length)} layers have one scale for all channels; in none does that cost a bit and a hundredth of the channels' power.`,
      spread,
    );
  const loss = measuredLoss(run);
  const worst = uneven.toSorted((a, b) => b.noise - a.noise);
  const depthwise = uneven.filter(({ kind }) => kind === "depthwise").length;
  return found({
    grade: loss.isLoss && worst[0].noise >= HARMFUL_NOISE ? "likely" : "possible",
    evidence: [
      `In ${formatCount(uneven.length)} of ${formatCount(shared.length)} layers with one scale for all channels${depthwise > 0 ? `, ${formatCount(depthwise)} of them depthwise,` : ""} that scale costs a bit or more against one per channel.`,
      `${spread} In “${worst[0].layer}” ${formatShare(worst[0].starvedShare)} of the channels reach fewer than four codes, and rounding takes ${formatShare(worst[0].noise)} of a channel's power on average; with a scale per channel it would take ${formatShare(worst[0].channelNoise)}.`,
      loss.sentence,
    ],
    cause: "Channels of very different range share one scale, which the widest of them sets.",
    action: remedy(run, uneven),
    table: {
      caption: "Layers with the most uneven channels",
      columns: [
        "Layer",
        "Kind",
        "Widest over middle range",
        "Channels below four codes (%)",
        "Noise (%)",
        "Noise, per channel (%)",
      ],
      rows: worst
        .slice(0, 8)
        .map(({ layer, kind, spread: ratio, starvedShare, noise, channelNoise }) => [
          layer,
          kind,
          ratio,
          starvedShare * 100,
          noise * 100,
          channelNoise * 100,
        ]),
    },
  });
}

function remedy({ recipe }: RunResult, uneven: readonly WeightFacts[]): FindingAction {
  if (recipe.weights.granularity.kind === "tensor")
    return {
      kind: "edit",
      label: "Use one scale per channel",
      edit: { weights: { granularity: { kind: "channel" } } },
    };
  // Exceptions of single layers: sparing them is as good as any other exception.
  return {
    kind: "edit",
    label: `Keep ${formatCounted(uneven.length, "layer")} in FP16`,
    edit: { keep: { precision: "fp16", layers: uneven.map(({ layer }) => layer) } },
  };
}
