import { registerSW } from "virtual:pwa-register";
import { Button, Text } from "@mantine/core";
import { useContext, useEffect, useState } from "react";
import { isBegun } from "#store/is-begun.ts";
import { LabContext } from "#store/lab-context.ts";
import { Notice } from "#ui/notice/Notice.tsx";

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

interface ServiceWorkerEvents {
  /** A newer version of the lab has been fetched; `update` puts it in place and loads this page anew, no other. */
  onUpdate: (update: () => void) => void;
  /** Another page has put a newer version in place; what this page has not loaded yet comes from the one before. */
  onReplaced: () => void;
  /** The service worker has taken over a page that it did not deliver. */
  onControl: () => void;
}

/** Lets the lab work offline, where the browser has service workers; without one everything else works. */
function registerServiceWorker({ onUpdate, onReplaced, onControl }: ServiceWorkerEvents): void {
  if (!("serviceWorker" in navigator)) return;
  let isControlled = navigator.serviceWorker.controller !== null;
  let isWanted = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (isWanted) location.reload();
    else if (isControlled) onReplaced();
    else onControl();
    isControlled = true;
  });
  const update = registerSW({
    onNeedRefresh: () =>
      onUpdate(() => {
        isWanted = true;
        void update();
      }),
    // By default every page is loaded anew when one of them asks for it.
    onNeedReload: () => undefined,
  });
}
