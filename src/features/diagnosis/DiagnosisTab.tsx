import { Button, Progress, Skeleton, Text } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import type { ChecklistItem } from "#diagnosis/checklist.ts";
import { measuredLoss } from "#diagnosis/measured-loss.ts";
import { useLab } from "#store/lab-context.ts";
import { useDiagnosis } from "#store/tasks/use-diagnosis.ts";
import { isOfLoaded } from "#store/workspace/of-loaded.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { Panel } from "#ui/Panel.tsx";
import classes from "./DiagnosisTab.module.css";
import { FindingCard } from "./FindingCard.tsx";
import { OtherChecks } from "./OtherChecks.tsx";
import { summaryOf } from "./summary.ts";

/** What is wrong with the latest run, and what to do about it first. */
export default function DiagnosisTab() {
  const { latest, running, checking } = useLab((state) => ({
    latest: state.latest,
    running: state.tasks.run.status === "running",
    checking: state.tasks.check.progress !== null,
  }));
  const { findings, items, isComplete } = useDiagnosis();
  if (!latest) return running ? <Waiting /> : <Empty />;
  if (latest.quantizedAlready)
    return (
      <Panel
        title="Nothing to diagnose"
        note="The model came quantized and was evaluated as it is: there is no FP32 model to hold it against."
      />
    );
  // The checks that need no closer look would only be in the way of those that are about to come.
  const isWaiting = checking && !isComplete;
  const loss = measuredLoss(latest.result);
  const of = (state: "found" | "no-evidence" | "clear") => findings.filter((each) => each.state === state);
  return (
    <div className={classes.tab}>
      <p className={classes.summary} aria-live="polite">
        {isWaiting ? `Run ${latest.number} is being looked at.` : summaryOf(latest, findings)}
        {running && " The run under way is judged when it ends."}
      </p>
      {!isWaiting && <p className={classes.loss}>{loss.sentence}</p>}
      <CheckState />
      <div className={classes.pair}>
        <div className={classes.findings}>
          {isWaiting ? (
            <Placeholders />
          ) : (
            <>
              {of("found").map((finding) => (
                <FindingCard key={finding.id} finding={finding} said={loss.sentence} />
              ))}
              <OtherChecks state="no-evidence" findings={of("no-evidence")} />
              <OtherChecks state="clear" findings={of("clear")} />
            </>
          )}
        </div>
        {isWaiting ? <Skeleton height={420} animate={false} /> : <Checklist items={items} />}
      </div>
    </div>
  );
}

const Placeholders = () => (
  <>
    <Skeleton height={250} animate={false} />
    <Skeleton height={250} animate={false} />
  </>
);

const Waiting = () => (
  <div className={classes.tab}>
    <p className={classes.summary}>The run under way is judged when it ends.</p>
    <Placeholders />
  </div>
);

const Empty = () => (
  <Panel
    title="No run to diagnose yet"
    note="Press Run. When it has ended, the lab looks for the symptoms that practitioners know: calibration pictures unlike the others, channels of very different range, too few pictures, clipping, few layers or classes that carry the loss, and speed that does not come. Each finding shows its evidence from that run and what to do first."
  />
);

const STATES = {
  done: { Icon: IconCircleCheck, word: "Done" },
  open: { Icon: IconCircle, word: "Open" },
  unknown: { Icon: IconHelpCircle, word: "Not known" },
} as const;

/** Before it ships: ticked by the facts of the runs, not by hand. */
export function Checklist({ items }: { items: ChecklistItem[] }) {
  const done = items.filter(({ state }) => state === "done").length;
  return (
    <Panel title="Before it ships" note={`${done} of ${items.length}, ticked by what the runs have shown.`}>
      <ul className={classes.list}>
        {items.map(({ id, text, state, because }) => {
          const { Icon, word } = STATES[state];
          return (
            <li key={id} className={classes.item} data-state={state}>
              <Icon className={classes.icon} size={20} role="img" aria-label={word} />
              <div className={classes.words}>
                <p className={classes.text}>{text}</p>
                <p className={classes.because}>{because}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** How far the worker has looked at the run, and why it has not; nothing once it has. */
function CheckState() {
  const { progress, failure, canCheck, isChecked, checkRun } = useLab((state) => ({
    progress: state.tasks.check.progress,
    failure: state.tasks.check.failure,
    canCheck: state.tasks.run.status !== "running" && isOfLoaded(state.latest, state),
    isChecked: state.checkedRun !== null && state.checkedRun.record === state.latest,
    checkRun: state.checkRun,
  }));
  if (progress)
    return (
      <div className={classes.state}>
        <Text size="sm">Looking at the run: activations of calibration against evaluation pictures.</Text>
        <Progress
          className={classes.bar}
          size="sm"
          value={progress.total > 0 ? (100 * progress.done) / progress.total : 0}
          aria-label="Pictures looked at"
        />
      </div>
    );
  if (isChecked) return null;
  return (
    <div className={classes.state}>
      <Text size="sm">
        {failure
          ? `A closer look at the run failed: ${errorMessage(failure.code, failure.details).title}. The other checks stand.`
          : canCheck
            ? "Pictures, ranges and weights of this run have not been looked at."
            : "Pictures, ranges and weights of this run cannot be looked at: its model or images are not loaded, or a run is under way."}
      </Text>
      {canCheck && (
        <Button size="xs" variant="default" onClick={() => void checkRun()}>
          {failure ? "Try again" : "Look at it now"}
        </Button>
      )}
    </div>
  );
}
