import { Button, NumberInput } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { FirstInferencesChart } from "#charts/FirstInferencesChart.tsx";
import {
  COLD_TIMING,
  FIRST_ONLY,
  type MedianTimes,
  type TimingRule,
  type TimingVerdict,
  timingVerdict,
  WARMED_UP,
} from "#lessons/cold-timing.ts";
import type { Scenario, ScenarioTale } from "#lessons/scenario.ts";
import { SCENARIOS } from "#lessons/scenarios.ts";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import { COLD_RUNS } from "#store/tasks/cold-timing-slice.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { formatCount, formatMs, formatTimes } from "#words/format.ts";
import { variantLabel } from "#words/recipe-words.ts";
import { blockedReason } from "../procedure/blocked-reason.ts";
import { accuracyText } from "../procedure/evidence-text.ts";
import { BrokenExperiment } from "./BrokenExperiment.tsx";
import { type RepairText, repairText, symptomText } from "./repair-text.ts";
import classes from "./Scenarios.module.css";
import { useScenario } from "./use-scenario.ts";

const STAGES = {
  loading: "The model is being opened.",
  reference: "The experiment as it was is being measured.",
  breaking: "Broken; being measured again.",
};

const isBlocked = (state: LabState): boolean =>
  state.scenarioStage !== null || state.asking !== null || state.loading !== null || busyWith(state) !== null;

/** Known symptoms, reproduced on the bundled models for the reader to mend. */
export function Scenarios() {
  const { failure, activeId } = useLab((state) => ({
    failure: state.scenarioFailure ?? state.tasks.timing.failure,
    activeId: state.scenario?.id ?? (state.coldTiming ? COLD_TIMING.id : undefined),
  }));
  const panel = useRef<HTMLDivElement>(null);
  const known = useRef(activeId);
  useEffect(() => {
    // The card that was pressed may be far below what came of it.
    if (activeId && activeId !== known.current) panel.current?.scrollIntoView({ block: "nearest" });
    known.current = activeId;
  }, [activeId]);
  return (
    <>
      <p className={classes.intro}>
        Each button takes an experiment that works, breaks it in one way that people meet in practice, and
        measures both. The numbers are this machine’s. What broke is for you to find; the lab says when it is
        mended.
      </p>
      {failure && <ErrorNotice {...failure} kept="Your recipe and results are as they were." />}
      <div ref={panel} className={classes.broken}>
        <BrokenPanel key={activeId} />
        <BrokenTiming />
      </div>
      <ul className={classes.list}>
        {SCENARIOS.map((scenario) => (
          <RecipeCard key={scenario.id} scenario={scenario} />
        ))}
        <TimingCard />
      </ul>
    </>
  );
}

function RecipeCard({ scenario }: { scenario: Scenario }) {
  const { id, modelId } = scenario;
  const { stage, blocked, modelName, isModelOpen, breakIt } = useLab((state) => ({
    stage: state.scenarioStage?.id === id ? state.scenarioStage.stage : null,
    blocked: isBlocked(state),
    modelName: state.models.find((entry) => entry.id === modelId)?.name ?? modelId,
    isModelOpen: state.model?.source.kind === "bundled" && state.model.source.id === modelId,
    breakIt: state.breakIt,
  }));
  const needs = isModelOpen ? "" : `Another model is open; this one is about the ${modelName}.`;
  return (
    <ScenarioCard
      tale={scenario}
      action={isModelOpen ? "Break it" : `Open ${modelName} and break it`}
      isBlocked={blocked}
      note={stage ? STAGES[stage] : needs}
      onBreak={() => void breakIt(id)}
    />
  );
}

/** Whatever model and recipe are open can be timed badly. */
function TimingCard() {
  const { isTiming, blocked, timeCold } = useLab((state) => ({
    isTiming: state.tasks.timing.status === "running",
    blocked: isBlocked(state) || blockedReason(state) !== null,
    timeCold: state.timeCold,
  }));
  return (
    <ScenarioCard
      tale={COLD_TIMING}
      action="Break it"
      isBlocked={blocked}
      note={isTiming ? "Both networks are being opened afresh and timed." : ""}
      onBreak={() => void timeCold()}
    />
  );
}

/** The recipe that was broken, for the reader to mend in the recipe itself. */
function BrokenPanel() {
  const broken = useScenario();
  const { showRemedy, leaveScenario, showTab } = useLab((state) => ({
    showRemedy: state.showRemedy,
    leaveScenario: state.leaveScenario,
    showTab: state.showTab,
  }));
  if (!broken) return null;
  const { scenario, active, symptom, repair } = broken;
  const { healthy, broken: run } = active;
  const { fp32, quantized } = run.result;
  return (
    <BrokenExperiment
      tale={scenario}
      symptom={`Before ${accuracyText(healthy.result.quantized.top1)} pictures right, now ${accuracyText(quantized.top1)}; FP32 ${accuracyText(fp32.top1)}. ${symptomText(symptom, fp32.top1.total)}`}
      task="Find the cause, change the recipe and press Run."
      told={repair && repairText(scenario, repair.run, repair)}
      isMended={repair?.state === "mended"}
      buttons={
        <Button size="sm" variant="default" onClick={() => showTab("diagnosis")}>
          Look at the diagnosis
        </Button>
      }
      onRemedy={() => void showRemedy()}
      leaveLabel="Back to my own recipe"
      onLeave={leaveScenario}
    />
  );
}

interface ScenarioCardProps {
  tale: ScenarioTale;
  /** What pressing does: breaks it, in another model if need be. */
  action: string;
  isBlocked: boolean;
  /** What is under way, or what pressing needs. */
  note: string;
  onBreak: () => void;
}

/** One way to break an experiment, and whether it was mended before. */
function ScenarioCard({ tale: { id, title, story }, action, isBlocked, note, onBreak }: ScenarioCardProps) {
  const isMended = useLab((state) => state.mended.includes(id));
  const heading = `scenario-${id}`;
  return (
    <li className={classes.card} aria-labelledby={heading}>
      <h2 className={classes.title} id={heading}>
        {title}
        {isMended && (
          <span className={classes.mended}>
            <IconCircleCheck size={16} aria-hidden /> Mended
          </span>
        )}
      </h2>
      <p className={classes.story}>{story}</p>
      <div className={classes.foot}>
        <Button size="xs" variant="default" disabled={isBlocked} aria-describedby={heading} onClick={onBreak}>
          {action}
        </Button>
        <span className={classes.stage} aria-live="polite">
          {note}
        </span>
      </div>
    </li>
  );
}

/** Half of the inferences are what the networks settle at: no rule reaches into them. */
const LIMITS: Record<keyof TimingRule, { label: string; min: number; max: number }> = {
  warmup: { label: "Inferences left out", min: 0, max: COLD_RUNS / 2 },
  runs: { label: "Inferences counted", min: 1, max: COLD_RUNS / 2 },
};

/** Times that were taken cold, for the reader to choose which of them to count. */
function BrokenTiming() {
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

/** "12.1 ms for FP32, 5.0 ms for INT8: 2.4 times faster". */
function timesText({ fp32, quantized }: MedianTimes, name: string): string {
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
function timingText(
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
