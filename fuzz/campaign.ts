import { LabError } from "#failures/lab-error.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { Random } from "./random.ts";
import type { FuzzTarget } from "./target.ts";

/** A mutation that was not handled as it must be. */
export interface Finding {
  /** Number of the mutation in its campaign; with the seed, what reproduces it. */
  index: number;
  what: string;
}

export interface CampaignReport {
  target: string;
  mutations: number;
  accepted: number;
  /** Refused mutations by the code they were refused with. */
  refused: Record<string, number>;
  findings: Finding[];
  slowestMs: number;
  /** Largest growth of the JavaScript heap and its buffers over what was there when the campaign began. */
  peakBytes: number;
}

export interface CampaignOptions {
  count: number;
  seed: number;
  /** A mutation that takes longer is a finding. */
  limitMs: number;
  /** Number of the first mutation, to repeat a part of a campaign. */
  first?: number;
  /** Called before a mutation is run, for whoever watches that it ends. */
  onStart?: (index: number) => void;
}

/** Runs mutations of a target's seeds; each depends on the campaign's seed and its own number alone. */
export async function runCampaign(target: FuzzTarget, options: CampaignOptions): Promise<CampaignReport> {
  const { count, seed, limitMs, first = 0, onStart } = options;
  const seeds = await target.seeds();
  const report: CampaignReport = {
    target: target.name,
    mutations: count,
    accepted: 0,
    refused: {},
    findings: [],
    slowestMs: 0,
    peakBytes: 0,
  };
  const before = occupiedBytes();
  for (let index = first; index < first + count; index++) {
    const bytes = mutation(target, seeds, seed, index);
    onStart?.(index);
    const start = performance.now();
    const outcome = await attempt(target, bytes);
    const ms = performance.now() - start;
    report.slowestMs = Math.max(report.slowestMs, ms);
    if (outcome === null) report.accepted++;
    else if (outcome.code) report.refused[outcome.code] = (report.refused[outcome.code] ?? 0) + 1;
    else report.findings.push({ index, what: outcome.what });
    if (ms > limitMs) report.findings.push({ index, what: `took ${Math.round(ms)} ms` });
    if (index % 64 === 0) report.peakBytes = Math.max(report.peakBytes, occupiedBytes() - before);
  }
  return report;
}

function mutation(
  { mutateInside }: FuzzTarget,
  seeds: readonly Uint8Array[],
  seed: number,
  index: number,
): Uint8Array {
  const random = new Random(Math.imul(seed, 0x01000193) ^ Math.imul(index + 1, 0x85ebca6b));
  const bytes = random.pick(seeds);
  if (mutateInside && random.int(2) === 0) return mutateInside(bytes, random);
  return mutateBytes(bytes, random, random.pick(seeds));
}

/** Null where the file was read. */
async function attempt(
  { run, refusals }: FuzzTarget,
  bytes: Uint8Array,
): Promise<{ code?: string; what: string } | null> {
  try {
    await run(bytes);
    return null;
  } catch (error) {
    if (error instanceof LabError && refusals.has(error.code)) return { code: error.code, what: error.code };
    return { what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function occupiedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
