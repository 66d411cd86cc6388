import { ActionIcon, Button } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconX } from "@tabler/icons-react";
import { STEPS } from "#lessons/procedure.ts";
import { useLab } from "#store/lab-context.ts";
import classes from "./GuideStrip.module.css";
import { decisionText } from "./procedure/decision-text.ts";
import { evidenceText } from "./procedure/evidence-text.ts";
import { useProcedure } from "./procedure/use-procedure.ts";
import { repairText } from "./scenarios/repair-text.ts";
import { useScenario } from "./scenarios/use-scenario.ts";
import { STEP_TEXTS } from "./texts/steps.ts";

/** The guide above the other tabs: the broken experiment if there is one, else the step. */
export default function GuideStrip() {
  const hasScenario = useLab((state) => state.scenario !== null);
  return hasScenario ? <ScenarioStrip /> : <StepStrip />;
}

function StepStrip() {
  const { step, goToStep, showGuide, setGuideStrip } = useLab((state) => ({
    step: state.guideStep,
    goToStep: state.goToStep,
    showGuide: state.showGuide,
    setGuideStrip: state.setGuideStrip,
  }));
  const { evidence, decision, settled } = useProcedure();
  const { title, look } = STEP_TEXTS[step];
  const at = STEPS.indexOf(step);
  const next = STEPS[at + 1];
  const because = step === "decide" ? `${decisionText(decision).title}.` : evidenceText(step, evidence);
  const Icon = settled[step] ? IconCircleCheck : IconCircle;
  return (
    <section className={classes.strip} aria-label="Guide">
      <Icon className={classes.icon} size={20} role="img" aria-label={settled[step] ? "Done" : "Open"} />
      <p className={classes.words}>
        <strong>
          {at + 1}/{STEPS.length} {title}.
        </strong>{" "}
        {because ? `${because} ` : ""}
        <span className={classes.quiet}>Look at: {look}</span>
      </p>
      <div className={classes.buttons}>
        {settled[step] && next ? (
          <Button
            size="compact-sm"
            onClick={() => {
              goToStep(next);
              showGuide("procedure");
            }}
          >
            Next: {STEP_TEXTS[next].title}
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => showGuide("procedure")}>
            To the step
          </Button>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Close the guide"
          onClick={() => setGuideStrip(false)}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
    </section>
  );
}

function ScenarioStrip() {
  const broken = useScenario();
  const { showGuide, leaveScenario } = useLab((state) => ({
    showGuide: state.showGuide,
    leaveScenario: state.leaveScenario,
  }));
  if (!broken) return null;
  const { scenario, repair } = broken;
  const told = repair && repairText(scenario, repair.run, repair);
  const Icon = repair?.state === "mended" ? IconCircleCheck : IconCircle;
  return (
    <section className={classes.strip} aria-label="Guide">
      <Icon className={classes.icon} size={20} role="img" aria-label={told?.title ?? "Broken"} />
      <p className={classes.words} aria-live="polite">
        <strong>{scenario.title}.</strong>{" "}
        {told
          ? `${told.title}. ${told.sentences[0]}`
          : "Broken on purpose: find the cause, change the recipe, run."}
      </p>
      <div className={classes.buttons}>
        <Button size="compact-sm" variant="default" onClick={() => showGuide("scenarios")}>
          To the scenario
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Leave the scenario, back to my own recipe"
          title="Back to my own recipe"
          onClick={leaveScenario}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
    </section>
  );
}
