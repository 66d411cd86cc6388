import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";

/** WASM threads need a cross-origin isolated page; without it everything works, on one thread. */
export function IsolationNotice() {
  const [dismissed, setDismissed] = useState(false);
  if (crossOriginIsolated || dismissed) return null;
  return (
    <Alert
      color="yellow"
      title="One thread only"
      icon={<IconInfoCircle size={20} aria-hidden />}
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={() => setDismissed(true)}
    >
      This page is not cross-origin isolated, so WASM runs on one thread and takes about twice as long; the
      accuracy is the same. <strong>What to do:</strong> serve the page with the headers{" "}
      <code>Cross-Origin-Opener-Policy: same-origin</code> and{" "}
      <code>Cross-Origin-Embedder-Policy: require-corp</code>, over HTTPS or from localhost;{" "}
      <code>npm start</code> does.
    </Alert>
  );
}
