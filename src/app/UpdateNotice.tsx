import { Button, Text } from "@mantine/core";
import { useContext, useEffect, useState } from "react";
import { isBegun } from "#store/is-begun.ts";
import { LabContext } from "#store/lab-context.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { registerServiceWorker } from "./service-worker.ts";

interface Update {
  /** Another page has put the newer version in place already. */
  isInPlace: boolean;
  reload: () => void;
}

/**
 * Registers the service worker and says what came of it. On a host that cannot send the headers of an isolated page
 * the first visit is loaded a second time, as soon as the worker can add them and while nothing has been begun.
 */
export function UpdateNotice() {
  const store = useContext(LabContext);
  const [update, setUpdate] = useState<Update | null>(null);
  useEffect(() => {
    registerServiceWorker({
      onUpdate: (reload) => setUpdate({ isInPlace: false, reload }),
      onReplaced: () => setUpdate({ isInPlace: true, reload: () => location.reload() }),
      onControl: () => {
        const isKept = store === null || !isBegun(store.getState(), store.getInitialState());
        if (!crossOriginIsolated && isKept) location.reload();
      },
    });
  }, [store]);
  if (!update) return null;
  return (
    <Notice
      tone="notice"
      title={
        update.isInPlace
          ? "A newer version is there: reload when you like"
          : "A newer version of the lab is ready"
      }
      onDismiss={() => setUpdate(null)}
    >
      <Text size="sm" mb="xs">
        {update.isInPlace
          ? "Another tab has put it in place. This tab goes on with the old one. "
          : "Reload to use it; other tabs stay as they are. "}
        What you opened and your runs are kept; a run under way is lost by a reload.
      </Text>
      <Button size="xs" variant="default" onClick={update.reload}>
        Reload
      </Button>
    </Notice>
  );
}
