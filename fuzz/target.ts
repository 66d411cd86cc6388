import type { LabErrorCode } from "#failures/lab-error.ts";
import type { Random } from "./random.ts";

/** A reader of files from outside, and what it is attacked with. */
export interface FuzzTarget {
  name: string;
  /** Sound files to begin with; asked for once. */
  seeds: () => Promise<readonly Uint8Array[]>;
  /** Reads a file as far as the lab does before anything is made of it. May throw LabError and nothing else. */
  run: (bytes: Uint8Array) => unknown;
  /** Codes with which a file may be refused; any other failure is a finding. */
  refusals: ReadonlySet<LabErrorCode>;
  /** A change that keeps to the format, so that what lies behind its parser is reached: made half of the time. */
  mutateInside?: (bytes: Uint8Array, random: Random) => Uint8Array;
  /** Mutations of a whole campaign; 1,000 where it is not given. */
  count?: number;
}
