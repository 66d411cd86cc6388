import { NumberInput } from "@mantine/core";
import { FirstInferencesChart } from "#charts/FirstInferencesChart.tsx";
import { COLD_TIMING, FIRST_ONLY, type TimingRule, timingVerdict, WARMED_UP } from "#lessons/cold-timing.ts";
import { useLab } from "#store/lab-context.ts";
import { COLD_RUNS } from "#store/tasks/cold-timing-slice.ts";
import { variantLabel } from "#words/recipe-words.ts";
import { BrokenExperiment } from "./BrokenExperiment.tsx";
import classes from "./Scenarios.module.css";
import { timesText, timingText } from "./timing-text.ts";

/** Half of the inferences are what the networks settle at: no rule reaches into them. */
const LIMITS: Record<keyof TimingRule, { label: string; min: number; max: number }> = {
  warmup: { label: "Inferences left out", min: 0, max: COLD_RUNS / 2 },
  runs: { label: "Inferences counted", min: 1, max: COLD_RUNS / 2 },
};

/** Times that were taken cold, for the reader to choose which of them to count. */
export function BrokenTiming() {
  const { timed, rule, setTimingRule, leaveColdTiming } = useLab((state) => ({
    timed: state.coldTiming,
    rule: state.timingRule,
    setTimingRule: state.setTimingRule,
    leaveColdTiming: state.leaveColdTiming,
  }));
  if (!timed) return null;
  const { times, modelName, recipe } = timed;
  const name = variantLabel(recipe);
  const verdict = timingVerdict(times, rule);
  const first = timingVerdict(times, FIRST_ONLY).counted;
  const isTried = rule.warmup !== FIRST_ONLY.warmup || rule.runs !== FIRST_ONLY.runs;
  return (
    <BrokenExperiment
      tale={COLD_TIMING}
      symptom={`${modelName} on the slide: ${timesText(first, name)}. A user, who runs it all day, meets ${timesText(verdict.settled, name)}.`}
      task="Find the cause, and choose which inferences to count."
      told={isTried || verdict.state === "covered" ? timingText(verdict, rule, name) : null}
      isMended={verdict.state === "mended"}
      onRemedy={() => setTimingRule(WARMED_UP)}
      leaveLabel="Close"
      onLeave={leaveColdTiming}
    >
      <FirstInferencesChart times={times} quantizedName={name} rule={rule} />
      <div className={classes.rule}>
        {(["warmup", "runs"] as const).map((key) => (
          <NumberInput
            key={key}
            size="xs"
            w={150}
            {...LIMITS[key]}
            allowDecimal={false}
            clampBehavior="strict"
            value={rule[key]}
            onChange={(value) => {
              if (typeof value === "number") setTimingRule({ ...rule, [key]: value });
            }}
          />
        ))}
      </div>
    </BrokenExperiment>
  );
}
