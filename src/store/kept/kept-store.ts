import type { Source } from "#experiment/recipe.ts";
import type { Location } from "#protocol/messages.ts";
import type { LogEntry } from "#share/log-file.ts";
import type { RunRecord } from "../run/run-slice.ts";

/** A model or image set that stays on this device between visits. */
export interface KeptItem {
  /** The same content under the same name is one item. */
  id: string;
  what: "model" | "data";
  name: string;
  source: Source;
  /** What the reader called the classes of images that do not name them. */
  classNames?: string[];
  /** Of the files kept here; none of what is fetched again. */
  sizeBytes: number;
  /** Milliseconds since 1970. */
  keptAt: number;
  /** Marked for removal: out of the lists, and gone for good at the next visit. */
  removed: boolean;
}

/** The files of an item can be large, and are read only when it is opened. */
export interface KeptContent {
  id: string;
  location: Location;
}

/** Counts the shapes that records have had; one of another shape, of an older page, cannot be shown. */
export const RUN_VERSION = 1;

/** A finished run of an earlier visit. */
export interface KeptRun {
  version: number;
  finishedAt: number;
  record: RunRecord;
}

/** Where things are kept between visits; every promise may reject, and the lab goes on without. */
export interface KeptStore {
  items: () => Promise<KeptItem[]>;
  content: (id: string) => Promise<KeptContent | undefined>;
  put: (item: KeptItem, content: KeptContent) => Promise<void>;
  /** Replaces what is known of an item, not its content. */
  update: (item: KeptItem) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** The newest first. */
  runs: () => Promise<KeptRun[]>;
  /** Adds a run and drops the oldest beyond `limit`. */
  addRun: (run: KeptRun, limit: number) => Promise<void>;
  /** The experiment log, in no order. */
  log: () => Promise<LogEntry[]>;
  /** Adds entries, or replaces those of the same id. */
  putLog: (entries: readonly LogEntry[]) => Promise<void>;
  removeLog: (ids: readonly string[]) => Promise<void>;
}

export const keptId = (what: KeptItem["what"], source: Source): string =>
  source.kind === "file"
    ? `${what}:${source.sha256}:${source.name}`
    : `${what}:${source.kind === "url" ? source.url : source.id}`;
