import { useDeferredValue, useMemo } from "react";
import { canonicalJson } from "#experiment/canonical-json.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { AutopilotProgress, Budget } from "#protocol/autopilot.ts";
import { useLab } from "#store/lab-context.ts";
import {
  isAbout,
  isSearchOf,
  type SearchRecord,
  sameBudget,
  shownSearch,
} from "#store/tasks/autopilot-slice.ts";
import { useTask } from "#store/tasks/use-task.ts";
import { Help } from "#ui/Help.tsx";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { TaskControls } from "#ui/notice/TaskControls.tsx";
import { TaskProgress } from "#ui/notice/TaskProgress.tsx";
import { Panel } from "#ui/Panel.tsx";
import { formatCount, formatCounted, formatDuration } from "#words/format.ts";
import classes from "./AutopilotPanel.module.css";
import { autopilotVerdict, budgetText } from "./autopilot-verdict.ts";
import { BudgetChoice } from "./BudgetChoice.tsx";
import { SearchResults } from "./SearchResults.tsx";
import { TriedFold } from "./TriedFold.tsx";

const HELP =
  "Tries settings in which every layer is alike first, then mixtures: sensitive layers in FP32, FP16 or more bits, the others in fewer; at last the corrections.\n\nEvery point was built and measured on all evaluation pictures, none is estimated; those on the front are timed, too.\n\nThe intervals are 95 %: points whose intervals overlap widely may not differ at all. Because the best of many is picked on these pictures, test the winner on pictures it was not picked on (another evaluation seed) before shipping it.";

/** The cheapest recipe that keeps to a budget. */
export function AutopilotPanel() {
  const { recipe, budget, searches, setBudget, search } = useLab((state) => ({
    recipe: state.recipe,
    budget: state.budget,
    searches: state.searches,
    setBudget: state.setBudget,
    search: state.search,
  }));
  const { progress, failure, isRunning: running, reason, cancel, dismissFailure } = useTask("search");
  const record = useDeferredValue(
    useMemo(() => shownSearch(searches, recipe, budget), [searches, recipe, budget]),
  );
  const isOwn = recipe !== null && record !== null && isSearchOf(record, recipe, budget);
  const verdict = useMemo(() => (record?.result ? autopilotVerdict(record.result) : ""), [record]);
  const done = isOwn && record.result !== null;
  return (
    <Panel
      title="Autopilot"
      note={
        <>
          Looks for the cheapest recipe that keeps to a budget, by mixing precisions per layer.{" "}
          <Help about="the autopilot">{HELP}</Help>
        </>
      }
    >
      <div className={classes.body}>
        <div className={classes.controls}>
          <BudgetChoice budget={budget} disabled={running} onChange={setBudget} />
          <TaskControls
            running={running}
            start={isOwn && !done && record.points.length > 0 ? "Resume search" : "Search"}
            cancel="Cancel search"
            reason={reason ?? (done ? "This budget has been searched from this recipe." : null)}
            onStart={() => void search()}
            onCancel={cancel}
          />
        </div>
        {(running || record) && (
          <TaskProgress
            label="Progress of the search"
            progress={progress}
            text={
              progress ? searchPhaseText(progress) : record && recipe ? doneText(record, recipe, budget) : ""
            }
          />
        )}
        {failure && (
          <ErrorNotice
            {...failure}
            kept={
              record && record.points.length > 0
                ? `The ${formatCount(record.points.length)} settings measured so far are kept and can be loaded.`
                : "Nothing was lost: no setting had been measured yet."
            }
            onDismiss={dismissFailure}
          />
        )}
        {record && record.points.length > 0 ? (
          <>
            <p className={classes.verdict} aria-live={running ? "off" : "polite"}>
              {verdict ||
                `${formatCounted(record.points.length, "setting")} so far; each can be looked at and loaded.`}
            </p>
            <SearchResults key={canonicalJson([record.recipe, record.budget])} record={record} />
            {record.result && <TriedFold result={record.result} mode={record.recipe.mode} />}
          </>
        ) : (
          <p className={classes.hint}>
            Say what must be kept and press <strong>Search</strong>: every setting tried appears here as a
            point of accuracy against size, can be looked at while the search goes on, and loaded as the
            recipe.
          </p>
        )}
      </div>
    </Panel>
  );
}

function doneText(record: SearchRecord, recipe: Recipe, budget: Budget): string {
  const { points, result } = record;
  if (points.length === 0) return "";
  if (!isAbout(record, recipe))
    return "Searched from a recipe that has been changed since. Search again to start from it as it is.";
  if (!sameBudget(record.budget, budget))
    return `Searched under another budget: ${budgetText(record.budget)}. Search again for this one.`;
  if (!result) return `Cut short after ${formatCounted(points.length, "setting")}; what was measured stays.`;
  return `${formatCounted(points.length, "setting")} measured on ${formatCounted(result.pictures, "picture")} in ${formatDuration(result.elapsedMs)}.`;
}

type Phase = AutopilotProgress["phase"];

const PHASES: readonly Phase[] = ["uniform", "sensitivity", "search", "corrections", "latency"];

const NAMES: Record<Phase, string> = {
  uniform: "Every layer alike",
  sensitivity: "Which layers are sensitive",
  search: "Mixing precisions",
  corrections: "Corrections",
  latency: "Timing the front",
};

/** How far a search is, in words. */
function searchPhaseText({ phase, done, total }: Omit<AutopilotProgress, "points">): string {
  const place = `step ${PHASES.indexOf(phase) + 1} of ${PHASES.length}`;
  const count = total > 0 ? `, ${formatCount(done)} of ${formatCount(total)}` : "";
  return `${NAMES[phase]} (${place})${count}`;
}
