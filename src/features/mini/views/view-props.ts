import type { MiniState } from "#store/mini-slice.ts";
import type { MiniOutcome, MiniValues } from "../use-mini.ts";

/** What every view of the experiment is given. */
export interface ViewProps {
  mini: MiniState;
  values: MiniValues;
  outcomes: MiniOutcome[];
}
