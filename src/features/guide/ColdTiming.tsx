import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { type TimingRule, timingVerdict } from "#core/cold-timing.ts";
import { busyWith } from "#store/busy.ts";
import { COLD_RUNS } from "#store/cold-timing-slice.ts";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/ErrorNotice.tsx";
import { formatMs, formatTimes } from "#ui/format.ts";
import { Notice } from "#ui/Notice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { variantLabel } from "#ui/variant-label.ts";
import classes from "./Scenarios.module.css";

const FIRST_ONLY: TimingRule = { warmup: 0, runs: 1 };

/** Timing without warm-up, with the first inferences of freshly opened networks, for the reader to time better. */
export function ColdTiming() {
  const { timed, failure, isTiming, canTime, timeCold } = useLab((state) => ({
    timed: state.coldTiming,
    failure: state.coldTimingFailure,
    isTiming: state.isTimingCold,
    canTime:
      !busyWith(state) &&
      !state.isTimingCold &&
      state.model !== null &&
      state.data !== null &&
      !state.loading,
    timeCold: state.timeCold,
  }));
  const [rule, setRule] = useState(FIRST_ONLY);
  const verdict = timed && timingVerdict(timed.times, rule);
  const name = timed ? variantLabel(timed.recipe) : "";
  const compared = (fp32: number, quantized: number) =>
    `${formatMs(fp32)} for FP32, ${formatMs(quantized)} for ${name}: ${
      quantized < fp32 ? `${formatTimes(fp32 / quantized)} faster` : `${formatTimes(quantized / fp32)} slower`
    }`;
  return (
    <Panel
      title="Timed by the first inference"
      note="Somebody opened each network, ran it once and wrote the times down. This opens both networks of your recipe afresh and times their first inferences one by one. Runs of the lab always warm up first, so this one is measured apart."
      aside={
        <Button
          size="xs"
          variant="default"
          disabled={!canTime}
          onClick={() => {
            setRule(FIRST_ONLY);
            void timeCold();
          }}
        >
          Time without warm-up
        </Button>
      }
    >
      {failure && <ErrorNotice {...failure} kept="Your recipe and results are as they were." />}
      <div aria-live="polite">
        {isTiming && <p className={classes.task}>Both networks are being opened and timed.</p>}
        {verdict && (
          <>
            <p className={classes.symptom}>
              {timed.modelName}, timed like that: {compared(verdict.fp32, verdict.quantized)}. After{" "}
              {COLD_RUNS / 2} inferences they have settled at{" "}
              {compared(verdict.settled.fp32, verdict.settled.quantized)}.
            </p>
            <Notice
              tone={verdict.isSound ? "good" : "notice"}
              title={verdict.isSound ? "A sound way of timing" : "Not what the networks settle at"}
            >
              {verdict.isSound
                ? rule.warmup > 0
                  ? "The first inferences pay for memory, caches and kernels; leaving them out, and taking the median of several, tells what a user meets from then on."
                  : "Within a tenth of the settled times, even without warm-up: so much for this machine and this time. Do not count on it."
                : "More than a tenth off. What do the first inferences pay for that later ones do not? Leave some out, and count more."}
            </Notice>
          </>
        )}
      </div>
      {verdict && (
        <div className={classes.buttons}>
          <NumberInput
            size="xs"
            w={150}
            label="Inferences left out"
            min={0}
            max={COLD_RUNS / 2}
            allowDecimal={false}
            value={rule.warmup}
            onChange={(value) => {
              if (typeof value === "number") setRule({ ...rule, warmup: Math.min(value, COLD_RUNS / 2) });
            }}
          />
          <NumberInput
            size="xs"
            w={150}
            label="Inferences counted"
            min={1}
            max={COLD_RUNS / 2}
            allowDecimal={false}
            value={rule.runs}
            onChange={(value) => {
              if (typeof value === "number" && value >= 1)
                setRule({ ...rule, runs: Math.min(value, COLD_RUNS / 2) });
            }}
          />
        </div>
      )}
    </Panel>
  );
}
