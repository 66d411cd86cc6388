import type { ExpectedResult } from "./shared-experiment.ts";

/** One number of the sender's run and the receiver's. */
export interface Comparison {
  what: "fp32" | "quantized" | "agreement" | "outputSqnrDb" | "sizeBytes";
  expected: number;
  measured: number;
  /** Largest difference that counts as the same; 0: must be equal. */
  tolerance: number;
  agrees: boolean;
  /** Of how many images each counts; null for what is no count of images. */
  of: { expected: number; measured: number } | null;
}

/** A property in which the two environments differ, and which may explain a difference. */
export interface EnvironmentDifference {
  what: "lab" | "runtime" | "fp32.backend" | "fp32.threads" | "quantized.backend" | "quantized.threads";
  expected: string;
  measured: string;
}

export interface Verification {
  agrees: boolean;
  comparisons: Comparison[];
  environment: EnvironmentDifference[];
}

/**
 * Number of images whose prediction may differ on another processor: float sums are added in another order, and
 * integer kernels round differently from float ones (up to 0.4 % of the largest output). 0.5 %, at least two.
 */
const pictureTolerance = (total: number): number => Math.max(2, Math.ceil(total * 0.005));
/** In dB, for the same reason. */
const SQNR_TOLERANCE_DB = 0.5;

/**
 * Compares a run with the results in a link: counts of images within 0.5 % of all (at least two), the output's SQNR
 * within 0.5 dB, the file's size to the byte; totals must be equal.
 */
export function verifyResult(expected: ExpectedResult, measured: ExpectedResult): Verification {
  const comparisons: Comparison[] = [];
  const compare = (
    what: Comparison["what"],
    before: number,
    now: number,
    tolerance: number,
    of: Comparison["of"] = null,
  ) =>
    comparisons.push({
      what,
      expected: before,
      measured: now,
      tolerance,
      agrees:
        of?.expected === of?.measured && (Object.is(before, now) || Math.abs(before - now) <= tolerance),
      of,
    });
  for (const what of ["fp32", "quantized", "agreement"] as const) {
    const [before, now] = [expected[what], measured[what]];
    if (before.total === 0 && now.total === 0) continue;
    const tolerance = pictureTolerance(before.total);
    compare(what, before.correct, now.correct, tolerance, { expected: before.total, measured: now.total });
  }
  if (expected.outputSqnrDb !== null && measured.outputSqnrDb !== null) {
    compare("outputSqnrDb", expected.outputSqnrDb, measured.outputSqnrDb, SQNR_TOLERANCE_DB);
  }
  compare("sizeBytes", expected.sizeBytes, measured.sizeBytes, 0);
  return {
    agrees: comparisons.every(({ agrees }) => agrees),
    comparisons,
    environment: environmentDifferences(expected.environment, measured.environment),
  };
}

function environmentDifferences(
  before: ExpectedResult["environment"],
  now: ExpectedResult["environment"],
): EnvironmentDifference[] {
  const pairs: [EnvironmentDifference["what"], string | number, string | number][] = [
    ["lab", before.lab, now.lab],
    ["runtime", before.runtime, now.runtime],
    ["fp32.backend", before.fp32.backend, now.fp32.backend],
    ["fp32.threads", before.fp32.threads, now.fp32.threads],
    ["quantized.backend", before.quantized.backend, now.quantized.backend],
    ["quantized.threads", before.quantized.threads, now.quantized.threads],
  ];
  return pairs
    .filter(([, a, b]) => a !== b)
    .map(([what, a, b]) => ({ what, expected: String(a), measured: String(b) }));
}
