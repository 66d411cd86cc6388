import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pythonWith, runPython, skipped } from "../../../../scripts/python.ts";
import { OLD_MODELS } from "../../fixtures/old-models.ts";
import { writeModel } from "../../model/write/model.ts";
import { CHANGES, UNCHANGED } from "./changes.ts";
import { raiseOpset } from "./raise-opset.ts";

const checker = pythonWith("onnx");
const folder = mkdtempSync(join(tmpdir(), "quantization-lab-opset-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!checker)(`ONNX's own checker${skipped(checker, "onnx")}`, () => {
  it("accepts the models raised to each operator set", () => {
    for (const [i, [, opset, build]] of OLD_MODELS.entries()) {
      for (const target of [9, 10, 11, 12, 13, 15, 17, 18, 19, 20, 21].filter((version) => version > opset)) {
        const bytes = writeModel(raiseOpset(build(opset), target).model);
        writeFileSync(join(folder, `${i}-${opset}-${target}.onnx`), bytes);
      }
    }
    expect(runPython(checker, new URL("../../fixtures/check_models.py", import.meta.url), [folder])).toBe("");
  });

  it("knows every operator, and every version that changed a signature", () => {
    const script = new URL("../../fixtures/changed_operators.py", import.meta.url);
    const { changed, operators } = JSON.parse(runPython(checker, script, []));
    const listed = CHANGES.flatMap(({ since, operators }) =>
      operators.split(" ").map((op) => `${op} ${since}`),
    );
    const missing = changed.map(([op, since]: [string, number]) => `${op} ${since}`);
    expect(missing.filter((each: string) => !listed.includes(each))).toEqual([]);
    const known = new Set([...UNCHANGED, ...listed.map((each) => each.split(" ")[0])]);
    expect(operators.filter((op: string) => !known.has(op))).toEqual([]);
  });
});
