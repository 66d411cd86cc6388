import * as v from "valibot";
import { anyNumber, jsonText } from "#experiment/json-numbers.ts";
import { parseRecipe, type Recipe } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import { placeSchema, scoreSchema } from "./shared-schemas.ts";

const MAX_ENTRIES = 5000;
/** Far above what so many runs take. */
const MAX_BYTES = 20_000_000;
/** Entries checked in one go, so that a long log does not hold the page up. */
const SLICE = 100;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e12));
const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));

const variant = v.strictObject({
  /** Total 0 where nothing has a label, or the model is no classifier. */
  top1: scoreSchema(count),
  sizeBytes: count,
  weightBytes: count,
  /** Of one inference after warm-up; null where it was not timed. */
  latencyMs: v.nullable(v.strictObject({ median: milliseconds, p10: milliseconds, p90: milliseconds })),
  ...placeSchema.entries,
});
/** Counts, latency and sizes of one variant in a run of the log. */
export type LogVariant = v.InferOutput<typeof variant>;

/** A recipe whose faults are all reported at the recipe itself. */
const recipe = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Recipe>(({ dataset, addIssue, NEVER }) => {
    try {
      return parseRecipe(dataset.value);
    } catch (error) {
      const { path, problem } = error instanceof LabError ? error.details : {};
      addIssue({ message: `no recipe: ${path ?? ""} ${problem ?? ""}` });
      return NEVER;
    }
  }),
);

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
  modelName: text(512),
  recipe,
  fp32: variant,
  quantized: variant,
  /** Equal predictions; total 0 where the model is no classifier. */
  agreement: scoreSchema(count),
  /** Images classified correctly by FP32 only, and by the quantized model only; null where nothing has a label. */
  discordant: v.nullable(v.strictObject({ lost: count, gained: count })),
  /**
   * SQNR of the worst output in dB, NaN where that is not a number for some item that FP32 has numbers for; null where
   * no output was compared, and in logs of earlier versions also where it is infinite.
   */
  outputSqnrDb: v.nullable(anyNumber),
  /** Version of the lab, and name and version of the runtime. */
  lab: text(64),
  runtime: text(64),
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
