/** The integer grids that the lab quantizes to, and how a tensor is divided among scales. */

/** Integer widths the lab quantizes to. */
export type Bits = 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type Scheme = "symmetric" | "asymmetric";

export type Granularity = { kind: "tensor" } | { kind: "channel" } | { kind: "group"; size: number };

/** How the range of each weight scale is chosen: the extremes, or the one with the smallest squared error. */
export type WeightRange = "minmax" | "mse";

export interface WeightSpec {
  bits: Bits;
  scheme: Scheme;
  granularity: Granularity;
  /** `minmax` where absent. */
  range?: WeightRange;
}

export interface ActivationSpec {
  bits: Bits;
  scheme: Scheme;
}
