import { useMemo } from "react";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/ErrorNotice.tsx";
import { IsolationNotice } from "./IsolationNotice.tsx";
import { NoticeSummary } from "./NoticeSummary.tsx";
import classes from "./Notices.module.css";
import { distinctNotices } from "./notice-groups.ts";

/** Everything that went wrong or differs from what was asked, above the results. */
export function Notices() {
  const state = useLab((lab) => ({
    catalogFailure: lab.catalogFailure,
    workspaceFailure: lab.workspaceFailure,
    runFailure: lab.runFailure,
    exportFailure: lab.exportFailure,
    live: lab.live.notices,
    running: lab.runStatus === "running",
    latest: lab.latest,
    hasModel: lab.model !== null,
    start: lab.start,
    run: lab.run,
    dismissWorkspaceFailure: lab.dismissWorkspaceFailure,
    dismissRunFailure: lab.dismissRunFailure,
    dismissExportFailure: lab.dismissExportFailure,
  }));
  const { catalogFailure, workspaceFailure, runFailure, exportFailure, live, running, latest } = state;
  const notices = useMemo(
    () => distinctNotices(live, running ? [] : (latest?.result.notices ?? [])),
    [live, running, latest],
  );
  const keptResults = latest ? "The results of the last good run are still below." : "";
  return (
    <div className={classes.notices}>
      <IsolationNotice />
      {catalogFailure && (
        <ErrorNotice
          {...catalogFailure}
          kept="Nothing has been loaded yet."
          action={{ label: "Try again", onClick: () => void state.start() }}
        />
      )}
      {workspaceFailure && (
        <ErrorNotice
          {...workspaceFailure}
          kept={
            state.hasModel
              ? "The model and images loaded before are still in place."
              : "Nothing has been loaded yet."
          }
          onDismiss={state.dismissWorkspaceFailure}
        />
      )}
      {runFailure && (
        <ErrorNotice
          {...runFailure}
          kept={`The recipe is as you left it. ${keptResults}`}
          action={{ label: "Run again", onClick: () => void state.run() }}
          onDismiss={state.dismissRunFailure}
        />
      )}
      {exportFailure && (
        <ErrorNotice {...exportFailure} kept={keptResults} onDismiss={state.dismissExportFailure} />
      )}
      <NoticeSummary notices={notices} />
    </div>
  );
}
