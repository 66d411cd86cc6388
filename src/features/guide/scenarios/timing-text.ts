import { COLD_TIMING, type MedianTimes, type TimingRule, type TimingVerdict } from "#lessons/cold-timing.ts";
import { formatCount, formatMs, formatTimes } from "#words/format.ts";
import type { RepairText } from "./repair-text.ts";

/** "12.1 ms for FP32, 5.0 ms for INT8: 2.4 times faster". */
export function timesText({ fp32, quantized }: MedianTimes, name: string): string {
  const ratio =
    quantized < fp32 ? `${formatTimes(fp32 / quantized)} faster` : `${formatTimes(quantized / fp32)} slower`;
  return `${formatMs(fp32)} for FP32, ${formatMs(quantized)} for ${name}: ${ratio}`;
}

const TITLES: Record<TimingVerdict["state"], string> = {
  broken: "Not what the networks settle at",
  covered: "Right this time, by luck",
  mended: "Mended",
};

/** What the reader's way of timing says, and whether it is a sound one. */
export function timingText(
  { counted, settled, state }: TimingVerdict,
  { warmup, runs }: TimingRule,
  name: string,
): RepairText {
  const rule = `${formatCount(warmup)} left out, ${runs === 1 ? "one counted" : `median of ${formatCount(runs)}`}`;
  const sentences = [
    `${rule}: ${timesText(counted, name)}. They settle at ${timesText(settled, name)}.`,
    {
      broken: "One of the two is more than a fifth off.",
      covered:
        "Within a fifth, on this machine and this time. With cold inferences among those that count, or so few of them, the next try may say something else.",
      mended: COLD_TIMING.cause,
    }[state],
  ];
  return { tone: state === "mended" ? "good" : "notice", title: TITLES[state], sentences };
}
