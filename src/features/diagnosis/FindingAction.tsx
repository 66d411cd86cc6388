import { Button } from "@mantine/core";
import type { Finding } from "#experiment/report.ts";
import classes from "./FindingCard.module.css";
import { useFindingAction } from "./use-finding-action.ts";

/** Changes named beside the button; more are counted. */
const NAMED = 2;

/** The first thing to do about a finding, with what it changes. */
export function FindingAction({ finding }: { finding: Finding }) {
  const first = useFindingAction(finding);
  if (!first) return null;
  const { label, act, changes, isDone, isStale } = first;
  return (
    <div className={classes.action}>
      <Button
        size="xs"
        variant={isDone || finding.state !== "found" ? "default" : "filled"}
        disabled={isDone || isStale}
        onClick={act}
      >
        {label}
      </Button>
      <p className={classes.change} aria-live="polite">
        {isStale
          ? "This run was of another model or other images than those that are loaded."
          : isDone
            ? "In the recipe now. Run again to see what it does."
            : changes
                .slice(0, NAMED)
                .map(({ label: option, before, after }) => `${option}: ${before} → ${after}`)
                .join("; ")}
        {!isStale && changes.length > NAMED && `; and ${changes.length - NAMED} more`}
      </p>
    </div>
  );
}
