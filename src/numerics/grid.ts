import * as v from "valibot";

/** The integer grids that the lab quantizes to, and how a tensor is divided among scales. */

/** Integer widths the lab quantizes to. */
export const BITS = [2, 3, 4, 5, 6, 7, 8] as const;
export type Bits = (typeof BITS)[number];

export const SCHEMES = ["symmetric", "asymmetric"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** How the range of each weight scale is chosen: the extremes, or the one with the smallest squared error. */
export const WEIGHT_RANGES = ["minmax", "mse"] as const;
export type WeightRange = (typeof WEIGHT_RANGES)[number];

/** One scale for the whole tensor, one per output channel, or one per `size` consecutive weights of a channel. */
export const granularitySchema = v.variant("kind", [
  v.strictObject({ kind: v.literal("tensor") }),
  v.strictObject({ kind: v.literal("channel") }),
  v.strictObject({
    kind: v.literal("group"),
    size: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(4096)),
  }),
]);
export type Granularity = v.InferOutput<typeof granularitySchema>;

export const weightSpecSchema = v.strictObject({
  bits: v.picklist(BITS),
  scheme: v.picklist(SCHEMES),
  granularity: granularitySchema,
  /** `minmax` where absent. */
  range: v.optional(v.picklist(WEIGHT_RANGES)),
});
export type WeightSpec = v.InferOutput<typeof weightSpecSchema>;

export const activationSpecSchema = v.strictObject({
  bits: v.picklist(BITS),
  scheme: v.picklist(SCHEMES),
});
export type ActivationSpec = v.InferOutput<typeof activationSpecSchema>;
