import { type RefObject, useCallback, useContext, useEffect, useRef, useState } from "react";
import { isLink } from "#share/link.ts";
import { LabContext } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { recallTour, rememberTour } from "./tour-memory.ts";
import { TOUR_STEPS } from "./tour-steps.ts";

export interface Tour {
  /** Place in `TOUR_STEPS`; null while there is no tour. */
  step: number | null;
  /** Whether the reader asked for it, rather than having come for the first time. */
  isAskedFor: boolean;
  card: RefObject<HTMLElement | null>;
  button: RefObject<HTMLButtonElement | null>;
  start: () => void;
  go: (step: number) => void;
  end: () => void;
}

/** The tour of a first visit, and again whenever it is asked for; it ends when the reader begins to do things. */
export function useTour(): Tour {
  const store = useContext(LabContext);
  const [step, setStep] = useState<number | null>(null);
  const [isAskedFor, setAskedFor] = useState(false);
  const card = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = step !== null;

  const go = useCallback((to: number) => {
    setStep(to);
    rememberTour(to);
  }, []);

  const end = useCallback(() => {
    // The focus would be lost with the card that holds it.
    if (card.current?.contains(document.activeElement)) button.current?.focus();
    setStep(null);
    rememberTour(null);
  }, []);

  useEffect(() => {
    // Whoever follows a link has come for what it shows.
    const first = isLink(location.hash.slice(1)) ? null : recallTour(TOUR_STEPS.length);
    if (first !== null) go(first);
  }, [go]);

  useEffect(() => {
    if (!isOpen || !store) return;
    const start = store.getState();
    return store.subscribe((state) => {
      if (hasBegun(state, start)) end();
    });
  }, [isOpen, store, end]);

  useEffect(() => {
    if (!isOpen) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") end();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isOpen, end]);

  const start = () => {
    setAskedFor(true);
    go(0);
  };
  return { step, isAskedFor, card, button, start, go, end };
}

/** Whether the reader has begun to do things since `start`, so that a tour would only be in the way. */
function hasBegun(state: LabState, start: LabState): boolean {
  return (
    (busyWith(state) !== null && busyWith(start) === null) ||
    state.past !== start.past ||
    state.tab !== start.tab ||
    state.picker !== start.picker ||
    state.railOpen !== start.railOpen ||
    state.offer !== start.offer
  );
}
