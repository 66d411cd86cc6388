import * as v from "valibot";
import { jsonText } from "#experiment/json-numbers.ts";
import { runCountsSchema } from "#experiment/run-counts.ts";
import { LabError } from "#failures/lab-error.ts";

const MAX_ENTRIES = 5000;
/** Far above what so many runs take. */
const MAX_BYTES = 20_000_000;
/** Entries checked in one go, so that a long log does not hold the page up. */
const SLICE = 100;

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));

const entry = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** Milliseconds since 1970. */
  finishedAt: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(8.64e15)),
  /** Given by the reader; empty where none was. */
  name: text(200),
  note: text(10_000),
  pinned: v.boolean(),
  /** What of the guide made the run, as "Broken: Since the new camera"; absent where it was the reader. */
  origin: v.optional(text(200)),
  ...runCountsSchema.entries,
});
/** One run of the experiment log: what was run, what came out, and what the reader wrote to it. */
export type LogEntry = v.InferOutput<typeof entry>;

const file = v.strictObject({
  kind: v.literal("quantization-lab.log"),
  version: v.literal(1),
  runs: v.pipe(v.array(v.unknown()), v.maxLength(MAX_ENTRIES)),
});

/** The log as the text of a file that `readLogFile` reads. */
export const logFile = (runs: readonly LogEntry[]): string =>
  `${jsonText({ kind: "quantization-lab.log", version: 1, runs }, 1)}\n`;

/**
 * Reads an exported log of at most 5000 runs and 20 MB; of runs with the same id, the first.
 *
 * @throws LabError `log.invalid` with `path` and `problem` of the first fault
 */
export async function readLogFile(source: Blob): Promise<LogEntry[]> {
  if (source.size > MAX_BYTES) throw invalid("", `larger than ${MAX_BYTES / 1e6} MB`);
  const text = await source.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid("", "no JSON", cause);
  }
  const { runs } = checked(file, value, "");
  const found = new Map<string, LogEntry>();
  for (const [i, run] of runs.entries()) {
    if (i % SLICE === SLICE - 1) await new Promise((resolve) => setTimeout(resolve));
    const known = checked(entry, run, `runs.${i}.`);
    if (!found.has(known.id)) found.set(known.id, known);
  }
  return [...found.values()];
}

const invalid = (path: string, problem: string, cause?: unknown): LabError =>
  new LabError("log.invalid", { path, problem }, { cause });

function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown, before: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(`${before}${v.getDotPath(issue) ?? ""}`, issue.message);
}
