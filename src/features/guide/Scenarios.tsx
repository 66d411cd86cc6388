import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { Scenario } from "#core/scenario.ts";
import { SCENARIOS } from "#core/scenarios.ts";
import { busyWith } from "#store/busy.ts";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/ErrorNotice.tsx";
import { BrokenPanel } from "./BrokenPanel.tsx";
import { ColdTiming } from "./ColdTiming.tsx";
import classes from "./Scenarios.module.css";

const STAGES = {
  loading: "The model is being opened.",
  reference: "The experiment as it was is being measured.",
  breaking: "Broken; being measured again.",
};

/** Known symptoms, reproduced on the bundled models for the reader to mend. */
export function Scenarios() {
  const { failure, activeId } = useLab((state) => ({
    failure: state.scenarioFailure,
    activeId: state.scenario?.id,
  }));
  return (
    <>
      <p className={classes.intro}>
        Each button takes an experiment that works, breaks it in one way that people meet in practice, and
        runs both. The numbers are this machine’s. What broke is for you to find; the lab says when it is
        mended.
      </p>
      {failure && <ErrorNotice {...failure} kept="Your recipe and results are as they were." />}
      <BrokenPanel key={activeId} />
      <ul className={classes.list}>
        {SCENARIOS.map((scenario) => (
          <ScenarioCard key={scenario.id} scenario={scenario} />
        ))}
      </ul>
      <ColdTiming />
    </>
  );
}

function ScenarioCard({ scenario: { id, title, story, modelId } }: { scenario: Scenario }) {
  const { stage, isBlocked, isMended, modelName, isModelOpen, breakIt } = useLab((state) => ({
    stage: state.scenarioStage?.id === id ? state.scenarioStage.stage : null,
    isBlocked: state.scenarioStage !== null || busyWith(state) !== null,
    isMended: state.mended.includes(id),
    modelName: state.models.find((entry) => entry.id === modelId)?.name ?? modelId,
    isModelOpen: state.model?.source.kind === "bundled" && state.model.source.id === modelId,
    breakIt: state.breakIt,
  }));
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
        <Button
          size="xs"
          variant="default"
          disabled={isBlocked}
          aria-describedby={heading}
          onClick={() => void breakIt(id)}
        >
          {isModelOpen ? "Break it" : `Open ${modelName} and break it`}
        </Button>
        <span className={classes.stage} aria-live="polite">
          {stage
            ? STAGES[stage]
            : isModelOpen
              ? ""
              : `Another model is open; this one is about the ${modelName}.`}
        </span>
      </div>
    </li>
  );
}
