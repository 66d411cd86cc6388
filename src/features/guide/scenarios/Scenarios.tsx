import { useEffect, useRef } from "react";
import { COLD_TIMING } from "#lessons/cold-timing.ts";
import type { Scenario } from "#lessons/scenario.ts";
import { SCENARIOS } from "#lessons/scenarios.ts";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { blockedReason } from "../procedure/blocked-reason.ts";
import { BrokenPanel } from "./BrokenPanel.tsx";
import { BrokenTiming } from "./BrokenTiming.tsx";
import { ScenarioCard } from "./ScenarioCard.tsx";
import classes from "./Scenarios.module.css";

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
