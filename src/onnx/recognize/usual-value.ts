import type { GraphView } from "../model/graph/graph.ts";

/** What an input gets for want of anything better. */
export interface UsualValue {
  /** One value for all elements, or the height and width of the image. */
  values: number[] | "picture-size";
  /** In words that follow "because". */
  reason: string;
}

const USED = "the model is used, not trained";
const SELECTION = "boxes are usually selected so";
const AS_IT_IS = "the picture is taken as it is";
const ITS_SIZE = "it is named like the picture's size";

/** By the operator that reads an input, and where. */
const BY_READER: Readonly<Record<string, readonly (UsualValue | null)[]>> = {
  Dropout: [null, { values: [0], reason: USED }, { values: [0], reason: USED }],
  NonMaxSuppression: [
    null,
    null,
    { values: [100], reason: SELECTION },
    { values: [0.5], reason: SELECTION },
    { values: [0.25], reason: SELECTION },
  ],
};

/** By an input's name, words separated by underscores. */
const BY_NAME: readonly [RegExp, UsualValue][] = [
  [/(^|_)(is_)?train(ing)?(_mode|_phase|_flag)?$|learning_phase$/, { values: [0], reason: USED }],
  [/keep_prob(ability)?$/, { values: [1], reason: USED }],
  [/drop(out)?_?(rate|prob|ratio)?$/, { values: [0], reason: USED }],
  [/iou(_?thresh(old)?)?$/, { values: [0.5], reason: SELECTION }],
  [/(score|conf(idence)?)(_?thresh(old)?)?$/, { values: [0.25], reason: SELECTION }],
  [/max_(output_boxes(_per_class)?|det(ections)?)$/, { values: [100], reason: SELECTION }],
  [/scale(_?factor)?$/, { values: [1], reason: AS_IT_IS }],
  [
    /(^|_)(im|img|image|orig|original|target)_?(target_)?(shape|size|hw)s?$/,
    { values: "picture-size", reason: ITS_SIZE },
  ],
];

/** Inputs of more elements than this hold data, no setting. */
const MOST_ELEMENTS = 4;

/**
 * What an input gets that is a setting rather than data: of no more than four elements, and named, or read by an
 * operator, in a way that says what it is. Null for other inputs: they must be fed.
 *
 * @param input of the graph, whose first dimension may be the batch
 */
export function usualValue(view: GraphView, input: string): UsualValue | null {
  const elements = elementsOf(view, input);
  if (elements === null || elements > MOST_ELEMENTS) return null;
  const readers = view.consumers.get(input) ?? [];
  const asked = readers.map(({ op, inputs }) => BY_READER[op]?.[inputs.indexOf(input)] ?? null);
  if (asked[0] && asked.every((value) => value === asked[0])) return asked[0];
  const words = input
    .replace(/:0$/, "")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/\W+/g, "_")
    .toLowerCase();
  const known = BY_NAME.find(([pattern]) => pattern.test(words))?.[1] ?? null;
  if (known?.values === "picture-size" && elements !== 2) return null;
  return known;
}

/** Elements for one item; null where a size besides the batch is open. */
function elementsOf(view: GraphView, input: string): number | null {
  const shape = view.shapes.get(input);
  if (!shape) return null;
  const sizes = typeof shape[0] === "number" ? shape : shape.slice(1);
  return sizes.reduce<number | null>(
    (elements, size) => (elements === null || typeof size === "string" ? null : elements * size),
    1,
  );
}
