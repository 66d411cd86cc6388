import type { SliceCreator } from "./lab-state.ts";

export type Tab = "compare" | "layers";
export type Picker = "model" | "data";

/** What of the page is open; nothing that a run depends on. */
export interface ViewSlice {
  tab: Tab;
  picker: Picker | null;
  /** On a narrow screen the recipe rail is a drawer. */
  railOpen: boolean;
  showTab: (tab: Tab) => void;
  openPicker: (picker: Picker | null) => void;
  setRailOpen: (open: boolean) => void;
}

export const createViewSlice: SliceCreator<ViewSlice> = (set) => ({
  tab: "compare",
  picker: null,
  railOpen: false,
  showTab: (tab) => set({ tab }),
  openPicker: (picker) => set({ picker }),
  setRailOpen: (railOpen) => set({ railOpen }),
});
