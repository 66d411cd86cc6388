import { registerSW } from "virtual:pwa-register";

export interface ServiceWorkerEvents {
  /** A newer version of the lab has been fetched; `update` puts it in place and loads the page anew. */
  onUpdate: (update: () => void) => void;
  /** The service worker has taken over a page that it did not deliver. */
  onControl: () => void;
}

/** Lets the lab work offline, where the browser has service workers; without one everything else works. */
export function registerServiceWorker({ onUpdate, onControl }: ServiceWorkerEvents): void {
  if (!("serviceWorker" in navigator)) return;
  const controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!controlled) onControl();
  });
  const update = registerSW({ onNeedRefresh: () => onUpdate(() => void update(true)) });
}
