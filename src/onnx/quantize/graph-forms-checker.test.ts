import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pythonWith, runPython, skipped } from "../../../scripts/python.ts";
import { BETWEEN_LAYERS } from "../fixtures/forms/between-layers.ts";
import { CONVOLUTIONS } from "../fixtures/forms/convolutions.ts";
import { MATRICES } from "../fixtures/forms/matrices.ts";
import { SHARING } from "../fixtures/forms/sharing.ts";
import { PER_CHANNEL, planFor } from "../fixtures/plan.ts";
import { writeModel } from "../model/write/model.ts";
import { acceptModel } from "../prepare/accept.ts";
import { prepareModel } from "../prepare/prepare.ts";
import { insertQdq } from "./qdq/insert-qdq.ts";

const checker = pythonWith("onnx");
const folder = mkdtempSync(join(tmpdir(), "quantization-lab-forms-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!checker)(`ONNX's own checker${skipped(checker, "onnx")}`, () => {
  it("accepts graph forms prepared, and quantized on wide and narrow, unsigned and signed grids", async () => {
    const forms = [...BETWEEN_LAYERS, ...CONVOLUTIONS, ...MATRICES, ...SHARING];
    for (const [i, { model, feeds }] of forms.entries()) {
      const { model: prepared } = prepareModel(acceptModel(model).model);
      writeFileSync(join(folder, `${i}-prepared.onnx`), writeModel(prepared));
      for (const bits of [4, 8] as const) {
        for (const scheme of ["asymmetric", "symmetric"] as const) {
          const plan = await planFor(prepared, feeds, PER_CHANNEL, { bits, scheme });
          const bytes = writeModel(insertQdq(prepared, plan).model);
          writeFileSync(join(folder, `${i}-${scheme}-${bits}.onnx`), bytes);
        }
      }
    }
    expect(runPython(checker, new URL("../fixtures/check_models.py", import.meta.url), [folder])).toBe("");
  }, 60_000);
});
