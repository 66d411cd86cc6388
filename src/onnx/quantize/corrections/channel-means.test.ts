import { expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../../fixtures/build.ts";
import { type Feed, run } from "../../fixtures/run.ts";
import { type ChannelTensor, probeChannelMeans } from "./channel-means.ts";

const feeds = { x: { data: noise(3 * 2 * 5 * 4, 9), dims: [3, 2, 5, 4] } };
const conv: ChannelTensor = { name: "c", channels: 3, spatialRank: 2 };
const rows: ChannelTensor = { name: "m", channels: 6, spatialRank: 0 };

const net = (opset: number) =>
  buildModel({
    opset,
    inputs: { x: ["n", 2, 5, 4] },
    outputs: { c: ["n", 3, 5, 4], m: ["n", 3, 5, 6], y: ["n", 3, 5, 6] },
    initializers: [noiseTensor("w", [3, 2, 1, 1], 1), noiseTensor("v", [4, 6], 2)],
    nodes: [node("Conv", ["x", "w"], "c"), node("MatMul", ["c", "v"], "m"), node("Abs", ["m"], "y")],
  });

/** Mean of each channel, added up one by one. */
function means({ data }: { data: Float32Array }, channels: number, inner: number): number[] {
  const sums = new Array<number>(channels).fill(0);
  data.forEach((value, i) => {
    sums[Math.floor(i / inner) % channels] += (value * channels) / data.length;
  });
  return sums;
}

const expectClose = (actual: ArrayLike<number>, expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, 5);
  });
};

it.each([17, 18])("outputs the mean of every channel, operator set %i", async (opset) => {
  const { model, probes } = probeChannelMeans(net(opset), [conv, rows], false);
  const outputs = await run(model, feeds);
  expectClose(outputs[probes[0].mean].data, means(outputs.c, 3, 20));
  expectClose(outputs[probes[1].mean].data, means(outputs.m, 6, 1));
  expect(outputs.y.data).toEqual((await run(net(opset), feeds)).y.data);
});

it("moves means before they are read, and tells where they were", async () => {
  const plain = await run(net(17), feeds);
  const { model, probes } = probeChannelMeans(net(17), [conv, rows], true);
  const wanted = [Float32Array.of(5, -5, 0.5), Float32Array.of(1, 2, 3, 4, 5, 6)];
  const targets = probes.map(({ target, dims }, i): [string, Feed] => [
    target ?? "",
    { data: wanted[i], dims },
  ]);
  const outputs = await run(model, { ...feeds, ...Object.fromEntries(targets) });

  expectClose(outputs[probes[0].mean].data, means(plain.c, 3, 20));
  expectClose(means(outputs.c, 3, 20), [...wanted[0]]);
  expectClose(means(outputs.m, 6, 1), [...wanted[1]]);
  expectClose([outputs.c.data[7]], [plain.c.data[7] + 5 - means(plain.c, 3, 20)[0]]);
  outputs.y.data.forEach((value, i) => {
    expect(value).toBe(Math.abs(outputs.m.data[i]));
  });
  // The product was made of what had been moved, so its mean is another than that of the plain network.
  expect(outputs[probes[1].mean].data[0]).not.toBeCloseTo(means(plain.m, 6, 1)[0], 2);
});
