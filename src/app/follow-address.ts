import { isLink } from "#share/link.ts";
import type { LabStore } from "#store/lab-store.ts";

/** Edits closer together than this are one entry of the history. */
const SETTLE_MS = 600;

const current = () => location.hash.slice(1);
/** What the page was opened with, and started from. */
const opened = current();

/**
 * Keeps the address and the recipe the same: an edit becomes an entry of the browser's history, back and forward
 * bring its recipe back, and a link that is pasted into the address is read.
 */
export function followAddress(store: LabStore): void {
  let written = opened;
  let timer = 0;

  const write = async (how: "pushState" | "replaceState") => {
    const fragment = await store.getState().linkFragment(false);
    if (fragment === null || fragment === current()) return;
    written = fragment;
    history[how](null, "", `#${fragment}`);
  };

  const read = () => {
    const fragment = current();
    if (fragment === written || !isLink(fragment)) return;
    written = fragment;
    clearTimeout(timer);
    void store.getState().readLink(fragment);
  };

  store.subscribe((state, before) => {
    const isEdited = state.recipe !== before.recipe || state.b !== before.b;
    if (!isEdited && state.tab === before.tab) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const { loading, offer, scenarioStage } = store.getState();
      // A link that waits for an answer stays in the address; the healthy side of a scenario is no entry to go back to.
      if (loading || offer || scenarioStage?.stage === "reference") return;
      void write(isEdited ? "pushState" : "replaceState");
    }, SETTLE_MS);
  });
  // Back and forward give one or the other, depending on the browser.
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  // A link may have been pasted while the page was starting.
  read();
}
