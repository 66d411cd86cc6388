import { useState } from "react";
import { Notice } from "#ui/notice/Notice.tsx";

/** WASM threads need a cross-origin isolated page; without it everything works, on one thread. */
export function IsolationNotice() {
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
