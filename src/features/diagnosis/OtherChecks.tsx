import { IconCheck, IconQuestionMark } from "@tabler/icons-react";
import { symptomOf } from "#diagnosis/diagnose.ts";
import type { Finding } from "#experiment/report.ts";
import { Panel } from "#ui/Panel.tsx";
import { FindingAction } from "./FindingAction.tsx";
import classes from "./OtherChecks.module.css";

const TEXTS = {
  "no-evidence": {
    title: "What this run cannot tell",
    note: "These checks lack evidence; they do not guess.",
    Icon: IconQuestionMark,
  },
  clear: {
    title: "Looked for, and not there",
    note: "With the numbers by which that is known.",
    Icon: IconCheck,
  },
} as const;

/** The checks that found nothing, in short. */
export function OtherChecks({ state, findings }: { state: keyof typeof TEXTS; findings: Finding[] }) {
  const { title, note, Icon } = TEXTS[state];
  if (findings.length === 0) return null;
  return (
    <Panel title={title} note={note}>
      <ul className={classes.list}>
        {findings.map((finding) => (
          <li key={finding.id} className={classes.check} data-state={state}>
            <Icon className={classes.icon} size={18} aria-hidden />
            <div className={classes.words}>
              <h3 className={classes.symptom}>{finding.symptom}</h3>
              <p className={classes.first}>{finding.evidence[0]}</p>
              <details className={classes.more}>
                <summary aria-label={`More about ${finding.symptom}`}>More</summary>
                {finding.evidence.slice(1).map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
                <p>{symptomOf(finding.id)?.learn}</p>
              </details>
              <FindingAction finding={finding} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
