import { canonicalJson } from "#experiment/canonical-json.ts";
import { isFloatPrecision, precisionEntry } from "#experiment/precisions.ts";
import type { LayerOverride } from "#experiment/recipe.ts";
import { granularityWords } from "#words/recipe-words.ts";

export type Overrides = Record<string, LayerOverride>;

/** The override without what says nothing: undefined values, empty parts, the default precision. Null if all of it. */
export function meaningful({ precision, weights, activations }: LayerOverride): LayerOverride | null {
  const result: LayerOverride = {};
  if (isFloatPrecision(precision)) return { precision };
  const ownWeights = stated(weights);
  const ownActivations = stated(activations);
  if (ownWeights) result.weights = ownWeights;
  if (ownActivations) result.activations = ownActivations;
  return ownWeights || ownActivations ? result : null;
}

function stated<Part extends object>(part: Part | undefined): Part | null {
  const entries = Object.entries(part ?? {}).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? (Object.fromEntries(entries.toSorted()) as Part) : null;
}

/** The overrides with that of each named layer replaced, or removed where the new one says nothing. */
export function withOverride(
  overrides: Overrides,
  names: Iterable<string>,
  override: LayerOverride,
): Overrides {
  const own = meaningful(override);
  const result = { ...overrides };
  for (const name of names) {
    if (own) result[name] = own;
    else delete result[name];
  }
  return result;
}

export interface OverrideGroup {
  override: LayerOverride;
  names: string[];
}

/** Layers with the same override together, in the order in which the recipe names them. */
export function overrideGroups(overrides: Overrides): OverrideGroup[] {
  const groups = new Map<string, OverrideGroup>();
  for (const [name, override] of Object.entries(overrides)) {
    const own = meaningful(override) ?? {};
    const key = canonicalJson(own);
    const group = groups.get(key);
    if (group) group.names.push(name);
    else groups.set(key, { override: own, names: [name] });
  }
  return [...groups.values()];
}

/** "FP32", or what differs: "weights 4-bit per channel, output 8-bit". */
export function overrideText({ precision, weights, activations }: LayerOverride): string {
  if (isFloatPrecision(precision)) return precisionEntry(precision).name;
  const parts = [
    ["weights", weights?.bits, weights?.scheme, weights?.granularity, weights?.range] as const,
    ["output", activations?.bits, activations?.scheme, undefined, undefined] as const,
  ].map(([what, bits, scheme, granularity, range]) => {
    const words = [
      bits && `${bits}-bit`,
      scheme,
      granularity && granularityWords(granularity),
      range && (range === "mse" ? "least error" : "min–max"),
    ].filter(Boolean);
    return words.length > 0 ? `${what} ${words.join(" ")}` : "";
  });
  return parts.filter(Boolean).join(", ") || "as the recipe";
}
