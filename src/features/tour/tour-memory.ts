/** Set once the tour has been shown on this device. */
const SHOWN = "quantization-lab.tour";
/** The step that is open in this browser tab, so that a reload goes on with it. */
const OPEN_STEP = "quantization-lab.tour-step";

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface TourStores {
  device: Store;
  browserTab: Store;
}

const pageStores = (): TourStores => ({ device: localStorage, browserTab: sessionStorage });

/** The step with which the page opens; null where the tour was shown before. */
export function recallTour(stepCount: number, stores: () => TourStores = pageStores): number | null {
  try {
    const { device, browserTab } = stores();
    const open = browserTab.getItem(OPEN_STEP);
    const step = Number(open);
    if (open !== null && Number.isInteger(step) && step >= 0 && step < stepCount) return step;
    return device.getItem(SHOWN) === null ? 0 : null;
  } catch {
    // Refused: nothing is known of earlier visits.
    return 0;
  }
}

/** Keeps that the tour was shown, and the step it is at; null once it has ended. */
export function rememberTour(step: number | null, stores: () => TourStores = pageStores): void {
  try {
    const { device, browserTab } = stores();
    device.setItem(SHOWN, "shown");
    if (step === null) browserTab.removeItem(OPEN_STEP);
    else browserTab.setItem(OPEN_STEP, String(step));
  } catch {
    // Refused or full: the tour is shown once more when the page is opened again.
  }
}
