import { Button, Text } from "@mantine/core";
import { useContext, useEffect, useState } from "react";
import { LabContext } from "#store/lab-context.ts";
import type { LabStore } from "#store/lab-store.ts";
import { Notice } from "#ui/Notice.tsx";
import { registerServiceWorker } from "./service-worker.ts";

/** Whether the reader has not begun anything that a reload would take away. */
function isUntouched(store: LabStore | null): boolean {
  const { past = [], runStatus, offer, picker } = store?.getState() ?? {};
  return past.length === 0 && runStatus === "idle" && !offer && !picker;
}

/**
 * Registers the service worker and says what came of it. On a host that cannot send the headers of an isolated page
 * the first visit is loaded a second time, as soon as the worker can add them and while nothing has been begun.
 */
export function UpdateNotice() {
  const store = useContext(LabContext);
  const [update, setUpdate] = useState<(() => void) | null>(null);
  useEffect(() => {
    registerServiceWorker({
      onUpdate: (apply) => setUpdate(() => apply),
      onControl: () => {
        if (!crossOriginIsolated && isUntouched(store)) location.reload();
      },
    });
  }, [store]);
  if (!update) return null;
  return (
    <Notice tone="notice" title="A newer version of the lab is ready" onDismiss={() => setUpdate(null)}>
      <Text size="sm" mb="xs">
        Reload to use it. What you opened and your runs are kept; a run under way is lost.
      </Text>
      <Button size="xs" variant="default" onClick={update}>
        Reload
      </Button>
    </Notice>
  );
}
