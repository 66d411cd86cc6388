import type { CsvCell } from "#charts/export/csv-text.ts";
import { recipeOptions } from "#experiment/recipe-diff.ts";
import type { LogEntry } from "#share/log-file.ts";
import { runName } from "./run-words.ts";

/** Columns that every run has; units are in their names. */
const MEASURES: Record<string, (run: LogEntry) => CsvCell> = {
  name: runName,
  note: ({ note }) => note,
  origin: ({ origin }) => origin ?? null,
  finishedAt: ({ finishedAt }) => new Date(finishedAt).toISOString(),
  fp32Correct: ({ fp32 }) => fp32.top1.correct,
  quantizedCorrect: ({ quantized }) => quantized.top1.correct,
  labelledPictures: ({ fp32 }) => fp32.top1.total,
  lost: ({ discordant }) => discordant?.lost ?? null,
  gained: ({ discordant }) => discordant?.gained ?? null,
  agreeing: ({ agreement }) => agreement.correct,
  compared: ({ agreement }) => agreement.total,
  outputSqnrDb: ({ outputSqnrDb }) => outputSqnrDb,
  fp32SizeBytes: ({ fp32 }) => fp32.sizeBytes,
  quantizedSizeBytes: ({ quantized }) => quantized.sizeBytes,
  fp32LatencyMs: ({ fp32 }) => fp32.latencyMs?.median ?? null,
  quantizedLatencyMs: ({ quantized }) => quantized.latencyMs?.median ?? null,
  fp32Backend: ({ fp32 }) => fp32.backend,
  quantizedBackend: ({ quantized }) => quantized.backend,
  runtime: ({ runtime }) => runtime,
};

/** The log as a table: its measures, then every option that any of its recipes has. */
export function logTable(log: readonly LogEntry[]): { fields: string[]; data: CsvCell[][] } {
  const options = log.map(
    ({ recipe }) => new Map(recipeOptions(recipe).map((each) => [each.path, each.value])),
  );
  const paths = [...new Set(options.flatMap((each) => [...each.keys()]))];
  return {
    fields: [...Object.keys(MEASURES), ...paths],
    data: log.map((run, i) => [
      ...Object.values(MEASURES).map((measure) => measure(run)),
      ...paths.map((path) => options[i].get(path) ?? null),
    ]),
  };
}
