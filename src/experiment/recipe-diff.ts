import { CALIBRATION_METHODS } from "#numerics/calibration/methods/registry.ts";
import type { Range } from "#numerics/calibration/observer.ts";
import type { Granularity } from "#numerics/grid.ts";
import { isSame } from "./canonical-json.ts";
import { CORRECTION_IDS, CORRECTIONS } from "./corrections.ts";
import { PRECISIONS } from "./precisions.ts";
import type { Recipe, Source } from "./recipe.ts";

/** One option in which two recipes differ, in words for people. */
export interface RecipeChange {
  /** Dotted path within the recipe, for example `weights.granularity`. */
  path: string;
  label: string;
  /** Readable values; "default" where the option is not given. */
  before: string;
  after: string;
}

/** Values that are one option although they are objects or lists. */
const LEAVES =
  /^(model|data|weights\.granularity|preprocess\.(mean|std)|calibration\.classes|calibration\.ranges\..+)$/;

const RANGES = "calibration.ranges.";

const LABELS: Record<string, string> = {
  model: "Model",
  data: "Images",
  "preprocess.size": "Input size",
  "preprocess.height": "Input height",
  "preprocess.resize": "Resize",
  "preprocess.layout": "Input layout",
  "preprocess.channels": "Channel order",
  "preprocess.scale": "Pixel scale",
  "preprocess.mean": "Mean",
  "preprocess.std": "Standard deviation",
  "calibration.count": "Calibration pictures",
  "calibration.seed": "Calibration seed",
  "calibration.method": "Calibration method",
  "calibration.percentile": "Percentile",
  "calibration.classes": "Calibration classes",
  "calibration.distort.brightness": "Calibration brightness",
  "calibration.distort.contrast": "Calibration contrast",
  "calibration.distort.blur": "Calibration blur",
  "calibration.distort.noise": "Calibration noise",
  "evaluation.count": "Evaluation pictures",
  "evaluation.seed": "Evaluation seed",
  mode: "Mode",
  "weights.bits": "Weight bits",
  "weights.scheme": "Weight scheme",
  "weights.granularity": "Weight granularity",
  "weights.range": "Weight range",
  "activations.bits": "Activation bits",
  "activations.scheme": "Activation scheme",
  ...Object.fromEntries(CORRECTIONS.map(({ id, name }) => [`corrections.${id}`, name])),
  precision: "Precision",
};

const VALUES: Record<string, string> = {
  ...Object.fromEntries(CALIBRATION_METHODS.map(({ id, phrase }) => [id, phrase])),
  ...Object.fromEntries(PRECISIONS.map(({ id, phrase }) => [id, phrase])),
  nchw: "NCHW",
  nhwc: "NHWC",
  rgb: "RGB",
  bgr: "BGR",
  gray: "grey",
};

/** Values that do the same as an absent option. */
const NEUTRAL: Record<string, unknown> = {
  "calibration.distort.brightness": 1,
  "calibration.distort.contrast": 1,
  "calibration.distort.blur": 0,
  "calibration.distort.noise": 0,
  ...Object.fromEntries(CORRECTION_IDS.map((id) => [`corrections.${id}`, false])),
};

/**
 * The options in which `b` differs from `a`, those of the recipe first and those of single layers after,
 * labelled "Weight bits of conv1"; empty when both describe the same experiment. An absent option and one
 * that is undefined, or that does nothing, are the same.
 */
export function recipeDiff(a: Recipe, b: Recipe): RecipeChange[] {
  const before = flatten(a);
  const after = flatten(b);
  const changes: RecipeChange[] = [];
  for (const [key, { path, label }] of new Map([...before, ...after])) {
    const old = before.get(key)?.value;
    const now = after.get(key)?.value;
    if (isSame(old, now)) continue;
    changes.push({ path, label, before: readable(old), after: readable(now) });
  }
  return changes;
}

/** Every option of a recipe in words for people, those of the recipe first and those of single layers after. */
export function recipeOptions(recipe: Recipe): { path: string; label: string; value: string }[] {
  return [...flatten(recipe).values()].map(({ path, label, value }) => ({
    path,
    label,
    value: readable(value),
  }));
}

interface Option {
  path: string;
  label: string;
  value: unknown;
}

function flatten({ layers, version: _, ...recipe }: Recipe): Map<string, Option> {
  const options = new Map<string, Option>();
  collect(recipe, "", (path, value) => {
    if (NEUTRAL[path] === value) return;
    const label = path.startsWith(RANGES) ? `Range of ${path.slice(RANGES.length)}` : (LABELS[path] ?? path);
    options.set(path, { path, label, value });
  });
  for (const [name, override] of Object.entries(layers)) {
    collect(override, "", (option, value) => {
      const path = `layers.${name}.${option}`;
      options.set(path, { path, label: `${LABELS[option] ?? option} of ${name}`, value });
    });
  }
  return options;
}

function collect(node: object, prefix: string, emit: (path: string, value: unknown) => void): void {
  for (const [key, value] of Object.entries(node)) {
    const path = prefix + key;
    if (value === undefined) continue;
    if (typeof value === "object" && value !== null && !LEAVES.test(path)) collect(value, `${path}.`, emit);
    else emit(path, value);
  }
}

function readable(value: unknown): string {
  if (value === undefined) return "default";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return VALUES[value] ?? value;
  if (Array.isArray(value)) return value.join(", ");
  // The objects among the leaves are of these three kinds.
  if (typeof value === "object") return readableObject(value as Granularity | Source | Range);
  return String(value);
}

function readableObject(value: Granularity | Source | Range): string {
  if (!("kind" in value)) return `${rounded(value.min)} to ${rounded(value.max)}`;
  switch (value.kind) {
    case "bundled":
      return value.id;
    case "url":
      return value.url;
    case "file":
      return `${value.name} (${value.sha256.slice(0, 8)})`;
    case "group":
      return `per-group of ${value.size}`;
    default:
      return `per-${value.kind}`;
  }
}

const rounded = (value: number): string => String(Number(value.toPrecision(4)));
