import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { MINI_SETTINGS } from "#lessons/mini/fixtures/mini-settings.ts";
import { type MiniSettings, miniExperiment } from "#lessons/mini/mini-experiment.ts";
import { tensorError } from "#numerics/errors/errors.ts";
import { normal, perChannel } from "#statistics/distributions.ts";
import { pythonWith, runPython, skipped } from "../../../scripts/python.ts";
import { miniScript, VALUES_FILE } from "./mini-script.ts";

it("holds up to 64 numbers itself and reads more from the file that goes with it", () => {
  const few = miniScript("numpy", Float32Array.of(1, -0.3, 16777217, 1e-20), 4, MINI_SETTINGS);
  expect(few).toContain("x = np.array([1.0, -0.3, 16777216.0, 1e-20], dtype=np.float32)");
  expect(few).not.toContain(VALUES_FILE);
  expect(miniScript("torch", new Float32Array(65), 65, MINI_SETTINGS)).toContain(
    `torch.from_file("${VALUES_FILE}"`,
  );
});

const cases: { name: string; x: Float32Array; channels: number; settings: MiniSettings }[] = [];
const few = normal(40, 3).map((value) => value * 0.5);
const shifted = normal(4096, 1).map((value) => 0.5 * value + 3);
for (const scheme of ["symmetric", "asymmetric"] as const)
  for (const zero of ["textbook", "real-offset", "deployable"] as const)
    for (const method of ["minmax", "percentile", "mse"] as const) {
      const range = method === "percentile" ? { method, percent: 97.3 } : { method };
      const settings: MiniSettings = { ...MINI_SETTINGS, bits: 5, scheme, zero, range };
      cases.push({ name: `${scheme} ${zero} ${method}, few`, x: few, channels: 1, settings });
      cases.push({ name: `${scheme} ${zero} ${method}, shifted`, x: shifted, channels: 1, settings });
    }
const uneven = perChannel(1000, 4, 6, 1000);
for (const granularity of [{ kind: "channel" } as const, { kind: "group", size: 48 } as const])
  cases.push({
    name: granularity.kind,
    x: uneven,
    channels: 6,
    settings: { ...MINI_SETTINGS, bits: 4, granularity },
  });
for (const bits of [2, 8] as const)
  cases.push({
    name: `zeros ${bits}`,
    x: new Float32Array(70),
    channels: 1,
    settings: { ...MINI_SETTINGS, bits, zero: "deployable" },
  });

/** Runs each script where its file of values is, and says what it left behind. */
const RUNNER = `import contextlib, io, json, os, runpy, sys
found = []
for folder in sys.argv[1:]:
    os.chdir(folder)
    with contextlib.redirect_stdout(io.StringIO()):
        left = runpy.run_path("script.py")
    found.append({"q": left["q"].tolist(), "mse": left["mse"]})
print(json.dumps(found))
`;

for (const [library, module] of [
  ["numpy", "numpy"],
  ["torch", "torch"],
] as const) {
  const python = pythonWith(module);
  describe.skipIf(!python)(`the ${library} script${skipped(python, module)}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "quantization-lab-mini-"));
    afterAll(() => rmSync(folder, { recursive: true }));

    it("gives the same codes and the same error", () => {
      const results = cases.map(({ x, channels, settings }) => miniExperiment(x, channels, settings));
      const folders = cases.map(({ x, settings }, i) => {
        const own = mkdtempSync(join(folder, "case-"));
        writeFileSync(join(own, "script.py"), miniScript(library, x, results[i].partSize, settings));
        writeFileSync(join(own, VALUES_FILE), x);
        return own;
      });
      const runner = join(folder, "runner.py");
      writeFileSync(runner, RUNNER);
      const found: { q: number[]; mse: number }[] = JSON.parse(
        runPython(python, pathToFileURL(runner), folders),
      );
      expect(found).toHaveLength(cases.length);
      found.forEach(({ q, mse }, i) => {
        const { name, x } = cases[i];
        expect({ name, q }).toEqual({ name, q: [...results[i].codes] });
        const want = tensorError(x, results[i].values).mse;
        expect(Math.abs(mse - want), name).toBeLessThanOrEqual(1e-6 * want);
      });
    });
  });
}
