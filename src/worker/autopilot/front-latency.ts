import { EngineSession } from "#engine/runtime/session.ts";
import { oneInference } from "../run/evaluation/one-inference.ts";
import { networkLatencies } from "../run/network-latency.ts";
import type { Bench } from "./bench.ts";
import type { Measured } from "./known-results.ts";
import { evaluationOf } from "./measure-recipe.ts";

/** Networks timed in turns, beside FP32, and the bytes of their files at most. */
const TOGETHER = 8;
const MAX_BYTES = 128 * 2 ** 20;

/** Times the points that matter, those of the front and those that the choice names, as far as they have not been timed. */
export async function timeFront(bench: Bench): Promise<void> {
  const { chosen, bestUniform, nearest } = bench.choice();
  const named = new Set([chosen, bestUniform, nearest]);
  const front = bench.reported();
  const untimed = bench.points.filter((point, i) => (front[i].onFront || named.has(i)) && !point.latencyMs);
  bench.progress.enter("latency", untimed.length);
  for (let start = 0, count = 1; start < untimed.length; start += count) {
    let bytes = untimed[start].sizeBytes;
    for (count = 1; count < TOGETHER && start + count < untimed.length; count++) {
      bytes += untimed[start + count].sizeBytes;
      if (bytes > MAX_BYTES) break;
    }
    await timeTogether(bench, untimed.slice(start, start + count));
  }
}

async function timeTogether(bench: Bench, points: readonly Measured[]): Promise<void> {
  const { ground, recipe, known, progress } = bench;
  const { model, signal } = ground;
  const fp32 = await model.fp32Session("wasm");
  const sessions: EngineSession[] = [];
  try {
    for (const point of points) {
      const bytes = await bench.fileOf(point.recipe);
      sessions.push(await EngineSession.create(bytes, { backend: "wasm" }));
      progress.tick();
    }
    const feeds = await oneInference(model.input, evaluationOf(ground, recipe));
    const [before, ...latencies] = await networkLatencies([fp32, ...sessions], feeds, signal);
    known.fp32Latency ??= before;
    for (const [i, point] of points.entries()) {
      point.latencyMs = latencies[i];
      progress.step([bench.report(point)]);
    }
  } finally {
    for (const session of sessions) await session.release();
  }
}
