import { CORRECTIONS } from "#experiment/corrections.ts";
import type { Mode } from "#experiment/modes.ts";
import { precisionEntry } from "#experiment/precisions.ts";
import type { Recipe } from "#experiment/recipe.ts";
import { recipeOptions } from "#experiment/recipe-diff.ts";
import { calibrationMethod } from "#numerics/calibration/methods/registry.ts";
import type { AutopilotResult, TriedLevel } from "#protocol/autopilot.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import { integerName } from "#words/recipe-words.ts";

export interface TriedText {
  what: string;
  why: string;
}

const levelName = ({ precision, weights }: TriedLevel): string => {
  if (!weights) return precisionEntry(precision).name;
  const { bits, granularity } = weights;
  return `${integerName(bits)} ${granularity === "group" ? "in groups" : `per ${granularity}`}`;
};

function levelWhy({ precision, layers, measured }: TriedLevel): string {
  if (precision === "fp32")
    return `All ${formatCount(layers)} layers with weights: what the others are held against.`;
  const left = layers - measured;
  const rest =
    left === 0
      ? ""
      : ` In ${left === layers ? "all" : formatCount(left)} it saves next to no byte over what is more exact.`;
  return `Measured in ${formatCount(measured)} of ${formatCount(layers)} layers, each alone.${rest}`;
}

/** Calibrators by the names that the page gives them. */
const methodsOf = (points: AutopilotResult["points"]): Set<string> =>
  new Set(
    points.flatMap(({ recipe }) =>
      recipeOptions(recipe).flatMap(({ path, value }) => (path === "calibration.method" ? [value] : [])),
    ),
  );

/** What a search looked at, by what it measured. */
export function triedTexts({ tried, points }: Pick<AutopilotResult, "tried" | "points">): TriedText[] {
  const methods = methodsOf(points);
  const isStatic = points.some(({ recipe }) => recipe.mode === "static");
  const corrections = CORRECTIONS.filter(({ id }) => points.some(({ recipe }) => recipe.corrections[id])).map(
    ({ phrase }) => phrase,
  );
  return [
    ...tried.map((level) => ({ what: levelName(level), why: levelWhy(level) })),
    ...(isStatic
      ? [
          {
            what: "Calibration",
            why: `${[...methods].join(", ")}: the one most like FP32 with INT8 per channel goes on.`,
          },
        ]
      : []),
    {
      what: "Corrections",
      why:
        corrections.length > 0
          ? `${corrections.join(", ")}, on the most promising mixture; together where several help.`
          : "None measured.",
    },
  ];
}

/** What it left out, and why. */
export function leftOutTexts(
  { points, weightless }: Pick<AutopilotResult, "points" | "weightless">,
  { mode }: Pick<Recipe, "mode">,
): TriedText[] {
  const equalized = points.some(({ recipe }) => recipe.corrections.equalize);
  return [
    {
      what: "2, 3, 5, 6 and 7 bits",
      why: "They take the bytes of the next type that a file has, 4 or 8 bits.",
    },
    ...narrow(mode),
    ...(weightless > 0
      ? [
          {
            what: `${formatCounted(weightless, "layer")} without weights`,
            why: "Nothing of theirs is stored: mixtures keep them in FP32, settings that treat every layer alike do not.",
          },
        ]
      : []),
    ...(mode === "static"
      ? [
          { what: "Activations of fewer than 8 bits", why: "They save no byte of the file." },
          ...batchMethods(methodsOf(points)),
        ]
      : []),
    ...(equalized ? [] : [{ what: "Equalization", why: "The network has no pair of layers for it." }]),
  ];
}

const narrow = (mode: Mode): TriedText[] =>
  mode === "weight-only"
    ? [{ what: "INT4 per tensor", why: "Per channel takes hardly more bytes, and is more exact." }]
    : [
        {
          what: "INT4 per tensor or per channel",
          why: "Beside integer activations a file packs 4-bit codes only where they come in groups.",
        },
      ];

function batchMethods(tried: Set<string>): TriedText[] {
  const left = (["moving-average", "batch-percentile"] as const)
    .map((id) => calibrationMethod(id).phrase)
    .filter((phrase) => !tried.has(phrase));
  return left.length === 0
    ? []
    : [
        {
          what: `Calibration by ${left.join(" and ")}`,
          why: "The ranges are near those of min–max and percentile.",
        },
      ];
}
