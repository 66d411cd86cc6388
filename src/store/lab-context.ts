import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { LabState } from "./lab-state.ts";
import type { LabStore } from "./lab-store.ts";

export const LabContext = createContext<LabStore | null>(null);

/** Binds a component to a part of the state; it renders again only when that part changes (shallowly). */
export function useLab<Selected>(select: (state: LabState) => Selected): Selected {
  const store = useContext(LabContext);
  if (!store) throw new Error("useLab outside of LabContext");
  return useStore(store, useShallow(select));
}
