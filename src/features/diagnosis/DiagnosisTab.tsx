import { Skeleton } from "@mantine/core";
import { measuredLoss } from "#diagnosis/measured-loss.ts";
import { useLab } from "#store/lab-context.ts";
import { useDiagnosis } from "#store/tasks/use-diagnosis.ts";
import { Panel } from "#ui/Panel.tsx";
import { Checklist } from "./Checklist.tsx";
import { CheckState } from "./CheckState.tsx";
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
