import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LAYERS } from "./layers.ts";
import { biomeConfig, withLayers } from "./layers-to-biome.ts";

const root = join(import.meta.dirname, "..");
const biome = join(root, "node_modules/.bin/biome");

/** Lints a file planted for a moment in a layer by one rule; returns what Biome says, or null if it accepts it. */
function lintPlanted(layer: string, source: string, rule: string, other?: string): string | null {
  const folder = mkdtempSync(join(root, "src", layer, "planted-"));
  try {
    const file = join(folder, "planted.ts");
    writeFileSync(file, source);
    if (other !== undefined) writeFileSync(join(folder, "other.ts"), other);
    execFileSync(biome, ["lint", "--vcs-enabled=false", `--only=${rule}`, file], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
    });
    return null;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("layers", () => {
  it("has the table of scripts/layers.ts in biome.json", () => {
    expect(JSON.parse(biomeConfig())).toEqual(JSON.parse(withLayers(biomeConfig())));
  });

  it.each([
    ["numerics", 'import { readModel } from "#onnx/model/read/model.ts";\nreadModel(new Uint8Array());\n'],
    [
      "numerics",
      'import { readModel } from "../../onnx/model/read/model.ts";\nreadModel(new Uint8Array());\n',
    ],
    ["features/run", 'import { MiniTab } from "../mini/MiniTab.tsx";\nMiniTab;\n'],
    ["onnx/model", 'import { prepareModel } from "#onnx/prepare/prepare.ts";\nprepareModel;\n'],
    ["onnx/model", 'import { prepareModel } from "../../prepare/prepare.ts";\nprepareModel;\n'],
    ["store", 'import { EngineSession } from "#engine/runtime/session.ts";\nEngineSession.create;\n'],
    ["charts", 'import { createLabStore } from "#store/lab-store.ts";\ncreateLabStore;\n'],
    ["worker", 'import * as ort from "onnxruntime-web/wasm";\nort.env;\n'],
  ])("refuses a forbidden import planted in %s", (layer, source) => {
    expect(lintPlanted(layer, source, "style/noRestrictedImports")).toMatch(/noRestrictedImports/);
  });

  it("refuses a circle, of types too, but for the store's slices and the state that they make up", () => {
    const circle = (folder: string) => {
      const other = `import type { A } from "./planted.ts";\n\nexport interface B {\n  a: A;\n}\n`;
      const own = `import type { B } from "./other.ts";\n\nexport interface A {\n  b: B;\n}\n`;
      return lintPlanted(folder, own, "suspicious/noImportCycles", other);
    };
    expect(circle("numerics")).toMatch(/noImportCycles/);
    expect(circle("store")).toBeNull();
  });

  it("accepts an allowed import planted in engine", () => {
    const source =
      'import { LabError } from "#failures/lab-error.ts";\n\nexport const error = new LabError("internal");\n';
    expect(lintPlanted("engine", source, "style/noRestrictedImports")).toBeNull();
  });

  it("imports only types where the table says types", () => {
    const offenders: string[] = [];
    for (const [layer, { types = [] }] of Object.entries(LAYERS)) {
      const forbidden = new RegExp(`^import (?!type )[^;]*?from "#(${types.join("|")})/`, "gm");
      for (const file of types.length > 0 ? sourceFiles(layer) : []) {
        const text = readFileSync(file, "utf8");
        for (const [statement] of text.matchAll(forbidden)) offenders.push(`${file}: ${statement}`);
      }
    }
    expect(offenders).toEqual([]);
  });
});

function sourceFiles(layer: string): string[] {
  const folder = join(root, "src", layer);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.tsx?$/.test(name) && !/(^|\/)fixtures\//.test(name))
    .map((name) => join(folder, name));
}
