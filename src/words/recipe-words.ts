import { type Backend, backendName } from "#experiment/backends.ts";
import { modeEntry } from "#experiment/modes.ts";
import type { Recipe } from "#experiment/recipe.ts";
import type { Granularity } from "#numerics/grid.ts";
import { formatCount, formatCounted } from "./format.ts";

type Described = Pick<Recipe, "mode" | "weights" | "activations">;

/** Bits of the activations in the arithmetic; only static mode takes them from the recipe. */
const activationBits = ({ mode, activations }: Described): number =>
  ({ calibrated: activations.bits, dynamic: 8, float: 32 })[modeEntry(mode).activations];

/** What the quantized variant is called: INT8, or bits of weights and activations such as W4A8; A32 is floating point. */
export function variantLabel(recipe: Described): string {
  const [weights, activations] = [recipe.weights.bits, activationBits(recipe)];
  return weights === 8 && activations === 8 ? integerName(8) : `W${weights}A${activations}`;
}

/** The same with the mode: "W4A8 static". */
export const variantTitle = (recipe: Described): string => `${variantLabel(recipe)} ${recipe.mode}`;

/** Within a sentence: names the mode unless it is static, the usual one. */
export const variantWords = (recipe: Described): string =>
  recipe.mode === "static" ? variantLabel(recipe) : variantTitle(recipe);

/** An integer format by its width: "INT8". */
export const integerName = (bits: number): string => `INT${bits}`;

/** How weights share scales: "per channel", "groups of 32". */
export const granularityWords = (granularity: Granularity): string =>
  granularity.kind === "group" ? `groups of ${granularity.size}` : `per ${granularity.kind}`;

/** A phrase as the beginning of a sentence. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a", "a and b", "a, b and c". */
export const formatList = (things: readonly string[]): string =>
  things.length < 2 ? things.join("") : `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;

/** Names in a sentence, in quotes: the first few, then how many more. */
export function formatNames(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${formatCount(rest)} more`;
  return formatList(shown);
}

/** Where a variant runs: "WASM, 4 threads"; WebGPU has no threads to speak of. */
export const placeWords = ({ backend, threads }: { backend: Backend; threads: number }): string =>
  backend === "webgpu"
    ? backendName(backend)
    : `${backendName(backend)}, ${formatCounted(threads, "thread")}`;
