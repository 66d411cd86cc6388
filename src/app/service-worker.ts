import { registerSW } from "virtual:pwa-register";

export interface ServiceWorkerEvents {
  /** A newer version of the lab has been fetched; `update` puts it in place and loads this page anew, no other. */
  onUpdate: (update: () => void) => void;
  /** Another page has put a newer version in place; what this page has not loaded yet comes from the one before. */
  onReplaced: () => void;
  /** The service worker has taken over a page that it did not deliver. */
  onControl: () => void;
}

/** Lets the lab work offline, where the browser has service workers; without one everything else works. */
export function registerServiceWorker({ onUpdate, onReplaced, onControl }: ServiceWorkerEvents): void {
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
