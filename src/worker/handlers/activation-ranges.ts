import type { Handler } from "../context.ts";

/** The ranges of a recipe's calibration method, from what the last pass over its pictures collected. */
export const activationRanges: Handler<"activation.ranges"> = async () => null;
