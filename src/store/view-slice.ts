import type { SliceCreator } from "./lab-state.ts";

/** The tabs in their order; `app/MainTabs.tsx` says where the content of each is loaded from. */
export const TABS = [
  { id: "compare", label: "Compare" },
  { id: "layers", label: "Layers" },
  { id: "sensitivity", label: "Sensitivity" },
  { id: "diagnosis", label: "Diagnosis" },
  { id: "experiments", label: "Experiments" },
  { id: "mini", label: "Mini experiment" },
  { id: "guide", label: "Guide" },
] as const;
export type Tab = (typeof TABS)[number]["id"];
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
