import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { IsolationNotice } from "./IsolationNotice.tsx";
import { KeptNotice } from "./KeptNotice.tsx";
import classes from "./Notices.module.css";
import { SilenceNotice } from "./SilenceNotice.tsx";

/** Everything that went wrong, above the results. */
export function Notices() {
  const state = useLab((lab) => ({
    catalogFailure: lab.catalogFailure,
    workspaceFailure: lab.workspaceFailure,
    runFailure: lab.tasks.run.failure,
    exportFailure: lab.exportFailure,
    keptFailure: lab.keptFailure,
    hasResult: lab.latest !== null,
    hasModel: lab.model !== null,
    start: lab.start,
    run: lab.run,
    dismissWorkspaceFailure: lab.dismissWorkspaceFailure,
    dismissTaskFailure: lab.dismissTaskFailure,
    dismissExportFailure: lab.dismissExportFailure,
    dismissKeptFailure: lab.dismissKeptFailure,
  }));
  const { catalogFailure, workspaceFailure, runFailure, exportFailure, keptFailure } = state;
  const keptResults = state.hasResult ? "The results of the last good run are still below." : "";
  return (
    <div className={classes.notices}>
      <IsolationNotice />
      <SilenceNotice />
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
          onDismiss={() => state.dismissTaskFailure("run")}
        />
      )}
      {exportFailure && (
        <ErrorNotice {...exportFailure} kept={keptResults} onDismiss={state.dismissExportFailure} />
      )}
      {keptFailure && <KeptNotice failure={keptFailure} onDismiss={state.dismissKeptFailure} />}
    </div>
  );
}
