import { readFileSync, writeFileSync } from "node:fs";
import { LAYERS } from "./layers.ts";

const config = new URL("../biome.json", import.meta.url);

function overrideFor(layer: string) {
  const rule = LAYERS[layer];
  const allowed = new Set([layer, ...rule.values, ...(rule.types ?? [])]);
  const refused = Object.keys(LAYERS).filter((other) => !allowed.has(other));
  const patterns = refused.map((other) => ({
    group: [`#${other}/**`, `**/../${other}/**`, `../${other}/**`],
    message: `The ${layer} layer may not import ${other}; see scripts/layers.ts.`,
  }));
  if (layer !== "engine") {
    patterns.push({
      group: ["onnxruntime-web", "onnxruntime-web/**"],
      message: "Only the engine layer imports the runtime.",
    });
  }
  if (layer === "features") {
    patterns.push({
      group: ["../*/**"],
      message: "A feature never imports another feature; move what both need to ui, charts or store.",
    });
  }
  return {
    includes: [
      `src/${layer}/**`,
      `!src/${layer}/**/*.test.ts`,
      `!src/${layer}/**/*.test.tsx`,
      `!src/${layer}/fixtures/**`,
    ],
    linter: {
      rules: { style: { noRestrictedImports: { level: "error", options: { patterns } } } },
    },
  };
}

/** biome.json with the layer overrides of the table put in. */
export function withLayers(text: string): string {
  const biome = JSON.parse(text);
  biome.overrides = Object.keys(LAYERS).map(overrideFor);
  return `${JSON.stringify(biome, null, 2)}\n`;
}

export function biomeConfig(): string {
  return readFileSync(config, "utf8");
}

if (process.argv.includes("--write")) writeFileSync(config, withLayers(biomeConfig()));
