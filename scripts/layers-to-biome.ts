import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { LAYERS } from "./layers.ts";

const config = new URL("../biome.json", import.meta.url);

/** Whether `room` is `other`, or the house that `other` is a room of. */
const holds = (room: string, other: string) => other === room || other.startsWith(`${room}/`);

/** How a relative import leads from one room to another: rooms of one house are named without the house. */
function relativeWays(layer: string, other: string): string[] {
  const [house, name] = other.split("/");
  const last = name !== undefined && layer.startsWith(`${house}/`) ? name : other;
  return [`**/../${last}/**`, `../${last}/**`];
}

/** The state is the sum of the slices' types, and each slice works on the state. */
const SLICES = { noImportCycles: { level: "error", options: { ignoreTypes: true } } };

function overrideFor(layer: string) {
  const rule = LAYERS[layer];
  const allowed = [layer, ...rule.values, ...(rule.types ?? [])];
  const refused = Object.keys(LAYERS).filter((other) => !allowed.some((room) => holds(room, other)));
  const known = [...rule.values, ...(rule.types ?? []).map((room) => `${room} (types)`)];
  const remedy = `What both need belongs in ${known.length > 0 ? `a room that it may import: ${known.join(", ")}` : "the room itself: it imports no other"}; what needs ${layer} and more, in a room that stands after it in scripts/layers.ts.`;
  const patterns = refused.map((other) => ({
    group: [`#${other}/**`, ...relativeWays(layer, other)],
    message: `The ${layer} room may not import ${other}. ${remedy}`,
  }));
  if (layer !== "engine") {
    patterns.push({
      group: ["onnxruntime-web", "onnxruntime-web/**"],
      message: "Only the engine layer imports the runtime.",
    });
  }
  if (layer === "features") {
    const features = readdirSync(new URL("../src/features", import.meta.url)).sort();
    patterns.push({
      group: ["#features/**", ...features.flatMap((name) => [`../${name}/**`, `../../${name}/**`])],
      message: "A feature never imports another feature; move what both need to ui, charts or store.",
    });
  }
  return {
    includes: [
      `src/${layer}/**`,
      `!src/${layer}/**/*.test.ts`,
      `!src/${layer}/**/*.test.tsx`,
      `!src/${layer}/**/*.example.tsx`,
      `!src/${layer}/**/fixtures/**`,
    ],
    linter: {
      rules: {
        style: { noRestrictedImports: { level: "error", options: { patterns } } },
        ...(layer === "store" ? { suspicious: SLICES } : {}),
      },
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
