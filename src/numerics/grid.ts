import * as v from "valibot";
import { idsOf } from "./registry.ts";

/** The integer grids that the lab quantizes to, and how a tensor is divided among scales. */

/** Integer widths the lab quantizes to. */
export const BITS = [2, 3, 4, 5, 6, 7, 8] as const;
export type Bits = (typeof BITS)[number];

/** Whether a grid is centred on zero, or has a zero point. */
export const SCHEMES = [
  { id: "symmetric", name: "Symmetric" },
  { id: "asymmetric", name: "Asymmetric" },
] as const;
export type Scheme = (typeof SCHEMES)[number]["id"];

/** How the range of each weight scale is chosen: the extremes, or the one with the smallest squared error. */
export const WEIGHT_RANGES = [
  { id: "minmax", name: "Min–max" },
  { id: "mse", name: "Least error" },
] as const;
export type WeightRange = (typeof WEIGHT_RANGES)[number]["id"];

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

/** Every kind of granularity, the coarsest first. */
export const GRANULARITIES = [
  { id: "tensor", name: "Per tensor", short: "Tensor" },
  { id: "channel", name: "Per channel", short: "Channel" },
  { id: "group", name: "Per group", short: "Group" },
] as const satisfies readonly { id: Granularity["kind"]; name: string; short: string }[];

export const weightSpecSchema = v.strictObject({
  bits: v.picklist(BITS),
  scheme: v.picklist(idsOf(SCHEMES)),
  granularity: granularitySchema,
  /** `minmax` where absent. */
  range: v.optional(v.picklist(idsOf(WEIGHT_RANGES))),
});
export type WeightSpec = v.InferOutput<typeof weightSpecSchema>;

export const activationSpecSchema = v.strictObject({
  bits: v.picklist(BITS),
  scheme: v.picklist(idsOf(SCHEMES)),
});
export type ActivationSpec = v.InferOutput<typeof activationSpecSchema>;
