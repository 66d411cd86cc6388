import type { SliceCreator } from "./lab-state.ts";

export const TABS = [
  "compare",
  "layers",
  "sensitivity",
  "diagnosis",
  "experiments",
  "mini",
  "guide",
] as const;
export type Tab = (typeof TABS)[number];
export type Picker = "model" | "data";

/** What of the page is open; nothing that a run depends on. */
export interface ViewSlice {
  tab: Tab;
  picker: Picker | null;
  /** On a narrow screen the recipe rail is a drawer. */
  railOpen: boolean;
  /** The section of the recipe that is to come into view; it says when it has. */
  wantedSection: "preprocessing" | null;
  showTab: (tab: Tab) => void;
  openPicker: (picker: Picker | null) => void;
  setRailOpen: (open: boolean) => void;
  showPreprocessing: () => void;
  sectionShown: () => void;
}

export const createViewSlice: SliceCreator<ViewSlice> = (set) => ({
  tab: "compare",
  picker: null,
  railOpen: false,
  wantedSection: null,
  showTab: (tab) => set({ tab }),
  openPicker: (picker) => set({ picker }),
  setRailOpen: (railOpen) => set({ railOpen }),
  showPreprocessing: () => set({ railOpen: true, wantedSection: "preprocessing" }),
  sectionShown: () => set({ wantedSection: null }),
});
