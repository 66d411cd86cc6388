import { planQuantization } from "#engine/quantize/quantization-plan.ts";
import type { InputSource } from "#engine/runtime/input-source.ts";
import { readModel } from "#onnx/model/read/model.ts";
import { prepareModel } from "#onnx/prepare/prepare.ts";
import { mobilenetV2 } from "../mobilenet-v2.ts";

export const NEVER = new AbortController().signal;

/** A model ready to be calibrated, and random images of its size (values do not change a kernel's time). */
export async function openModel(address: string) {
  const original = address.startsWith("generated:")
    ? mobilenetV2()
    : readModel(new Uint8Array(await (await fetch(address)).arrayBuffer()));
  const { model } = prepareModel(original);
  const plan = planQuantization(model);
  const [input] = plan.view.inputs;
  const dims = (plan.view.shapes.get(input.name) ?? []).slice(1).map(Number);
  return { model, plan, source: randomSource(input.name, dims) };
}

function randomSource(inputName: string, dims: number[]): InputSource {
  const length = dims.reduce((product, dim) => product * dim, 1);
  let state = 1;
  const picture = Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 4 - 2;
  });
  return {
    inputName,
    dims,
    batch: async (indices) => {
      const out = new Float32Array(indices.length * length);
      for (let i = 0; i < indices.length; i++) out.set(picture, i * length);
      return out;
    },
  };
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Median time of each job over `rounds` rounds in which the jobs take turns, after one untimed round. */
export async function turns(rounds: number, jobs: Record<string, () => Promise<unknown> | unknown>) {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name in jobs) {
      const start = performance.now();
      await jobs[name]();
      if (round > 0) times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
