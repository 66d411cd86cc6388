import { expect, it } from "vitest";
import { buildModel, node, noise, noiseTensor } from "../fixtures/build.ts";
import { halvedModel } from "../fixtures/halved-model.ts";
import { refusalOf } from "../fixtures/refusal.ts";
import { residualNet } from "../fixtures/residual-net.ts";
import { maxDifference, run } from "../fixtures/run.ts";
import { acceptModel } from "./accept.ts";

it("takes a model in FP16, with old operators and a fixed batch, and runs it in batches", async () => {
  const old = (batch: number) =>
    buildModel({
      inputs: { x: [batch, 3, 8, 8] },
      outputs: { y: [batch, 4, 6, 6] },
      initializers: [noiseTensor("w", [4, 3, 3, 3], 1)],
      nodes: [
        node("ImageScaler", ["x"], "s", { scale: { float: 0.5 }, bias: { floats: [0.1, -0.2, 0.3] } }),
        node("Conv", ["s", "w"], "y"),
      ],
      opset: 9,
    });
  const accepted = acceptModel(halvedModel(old(1)));
  expect(accepted).toMatchObject({
    changed: true,
    replacedOps: ["ImageScaler"],
    widened: 3,
    batchFreed: true,
    batchFixedBecause: null,
  });
  const feeds = { x: { data: noise(2 * 3 * 64, 2), dims: [2, 3, 8, 8] } };
  const expected = await run(old(2), feeds);
  expect(maxDifference((await run(accepted.model, feeds)).y.data, expected.y.data)).toBeLessThan(5e-3);
});

it("leaves a model alone that needs nothing", () => {
  const model = residualNet();
  expect(acceptModel(model)).toMatchObject({ model, changed: false, batchFreed: false });
});

it("names operators that the runtime lacks before it is asked", () => {
  const custom = node("DecodeImage", ["x"], "y");
  custom.domain = "com.example";
  const model = buildModel({ inputs: { x: [1] }, outputs: { y: [1] }, nodes: [custom] });
  expect(refusalOf(() => acceptModel(model))).toMatchObject({
    code: "model.missing-ops",
    details: { ops: "com.example.DecodeImage", count: 1 },
  });
});
