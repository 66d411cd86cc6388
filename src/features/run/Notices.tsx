import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { Failure } from "#store/failure.ts";
import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { formatDuration } from "#words/format.ts";
import classes from "./Notices.module.css";

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

/** WASM threads need a cross-origin isolated page; without it everything works, on one thread. */
function IsolationNotice() {
  const [dismissed, setDismissed] = useState(false);
  if (crossOriginIsolated || dismissed) return null;
  return (
    <Notice tone="notice" title="One thread only" onDismiss={() => setDismissed(true)}>
      This page is not cross-origin isolated, so WASM runs on one thread and takes about twice as long; the
      accuracy is the same. <strong>What to do:</strong>{" "}
      {"serviceWorker" in navigator ? (
        "reload the page. Its service worker then adds the headers that this host does not send."
      ) : (
        <>
          serve the page over HTTPS or from localhost, with the headers{" "}
          <code>Cross-Origin-Opener-Policy: same-origin</code> and{" "}
          <code>Cross-Origin-Embedder-Policy: require-corp</code>; <code>npm start</code> does.
        </>
      )}
    </Notice>
  );
}

/** Something could not be kept for the next visit; nothing that is loaded suffers from it. */
function KeptNotice({ failure, onDismiss }: { failure: Failure; onDismiss: () => void }) {
  const { title, what, remedy } = errorMessage(failure.code, failure.details);
  return (
    <Notice tone="notice" title={title} onDismiss={onDismiss}>
      <Text size="sm">
        {what} {remedy}
      </Text>
    </Notice>
  );
}

/** The worker does not answer: a long inference, or it hangs. Only the reader can tell, so it is the reader who ends it. */
function SilenceNotice() {
  const { silentMs, silenceToldFromMs, waitOn, endSilentWorker } = useLab((lab) => ({
    silentMs: lab.silentMs,
    silenceToldFromMs: lab.silenceToldFromMs,
    waitOn: lab.waitOn,
    endSilentWorker: lab.endSilentWorker,
  }));
  if (silentMs === null || silentMs < silenceToldFromMs) return null;
  return (
    <Notice tone="notice" title="The worker does not answer">
      <Text size="sm" mb="xs">
        The background thread that does the work has not answered for {formatDuration(silentMs)}. One
        inference of a large network can take that long; it can also hang. To cancel ends the thread: the
        recipe and all results stay, and the model and images are loaded again.
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={waitOn}>
          Wait on
        </Button>
        <Button size="xs" variant="default" onClick={endSilentWorker}>
          Cancel what it is at
        </Button>
      </Group>
    </Notice>
  );
}
