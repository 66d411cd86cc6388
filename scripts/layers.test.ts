import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAYERS } from "./layers.ts";
import { biomeConfig, withLayers } from "./layers-to-biome.ts";

const root = join(import.meta.dirname, "..");
const biome = join(root, "node_modules/.bin/biome");

const FORBIDDEN: [layer: string, source: string][] = [
  ["numerics", 'import { readModel } from "#onnx/model/read/model.ts";\nreadModel(new Uint8Array());\n'],
  ["numerics", 'import { readModel } from "../../onnx/model/read/model.ts";\nreadModel(new Uint8Array());\n'],
  ["features/run", 'import { MiniTab } from "../mini/MiniTab.tsx";\nMiniTab;\n'],
  ["onnx/model", 'import { prepareModel } from "#onnx/prepare/prepare.ts";\nprepareModel;\n'],
  ["onnx/model", 'import { prepareModel } from "../../prepare/prepare.ts";\nprepareModel;\n'],
  ["store", 'import { EngineSession } from "#engine/runtime/session.ts";\nEngineSession.create;\n'],
  ["charts", 'import { createLabStore } from "#store/lab-store.ts";\ncreateLabStore;\n'],
  ["worker", 'import * as ort from "onnxruntime-web/wasm";\nort.env;\n'],
];
const ALLOWED: [layer: string, source: string] = [
  "engine",
  'import { LabError } from "#failures/lab-error.ts";\n\nexport const error = new LabError("internal");\n',
];
/** Two files that need each other's types. */
const CIRCLE = {
  planted: 'import type { B } from "./other.ts";\n\nexport interface A {\n  b: B;\n}\n',
  other: 'import type { A } from "./planted.ts";\n\nexport interface B {\n  a: A;\n}\n',
};
const CIRCLES = ["numerics", "store"];

interface Diagnostic {
  category: string;
  message: string;
  location: { path: string | { file: string } };
}

/** Files that stand in their rooms while Biome lints them, all in one run: it reads the whole house for circles. */
const folders: string[] = [];
let diagnostics: Diagnostic[] = [];

function plant(layer: string, files: Record<string, string>): string {
  const folder = mkdtempSync(join(root, "src", layer, "planted-"));
  folders.push(folder);
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, `${name}.ts`), source);
  return basename(folder);
}

function lint(files: string[]): Diagnostic[] {
  const rules = ["style/noRestrictedImports", "suspicious/noImportCycles"].map((rule) => `--only=${rule}`);
  const options = ["--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", ...rules];
  const { stdout } = spawnSync(biome, ["lint", ...options, ...files], { cwd: root, encoding: "utf8" });
  return JSON.parse(stdout).diagnostics;
}

/** By folder: what Biome says of the file planted there, rule and sentence. */
const saidOf = (folder: string) =>
  diagnostics
    .filter(({ location: { path } }) => JSON.stringify(path).includes(`${folder}/planted.ts`))
    .map(({ category, message }) => `${category}: ${message}`)
    .join("\n");

describe("layers", () => {
  const forbidden: string[] = [];
  const circles: Record<string, string> = {};
  let allowed = "";

  beforeAll(() => {
    for (const [layer, source] of FORBIDDEN) forbidden.push(plant(layer, { planted: source }));
    for (const layer of CIRCLES) circles[layer] = plant(layer, CIRCLE);
    allowed = plant(ALLOWED[0], { planted: ALLOWED[1] });
    diagnostics = lint(folders.map((folder) => join(folder, "planted.ts")));
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  it("has the table of scripts/layers.ts in biome.json", () => {
    expect(JSON.parse(biomeConfig())).toEqual(JSON.parse(withLayers(biomeConfig())));
  });

  it.each(FORBIDDEN.map(([layer, source], i) => [layer, source.split("\n")[0], i] as const))(
    "refuses a forbidden import planted in %s: %s",
    (_layer, _source, i) => {
      expect(saidOf(forbidden[i])).toMatch(
        /noRestrictedImports: .*(belongs in|Only the engine|ui, charts or store)/,
      );
    },
  );

  it("refuses a circle, of types too, but for the store's slices and the state that they make up", () => {
    expect(saidOf(circles.numerics)).toMatch(/noImportCycles/);
    expect(saidOf(circles.store)).toBe("");
  });

  it("accepts an allowed import planted in engine", () => {
    expect(saidOf(allowed)).toBe("");
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
    .filter((name) => /(?<!\.test|\.example)\.tsx?$/.test(name) && !/(^|\/)fixtures\//.test(name))
    .map((name) => join(folder, name));
}
