import type { Preprocess } from "./recipe.ts";

/** Whether two preprocessings give the network the same values; a height left out is that of a square. */
export const samePreprocess = (a: Preprocess, b: Preprocess): boolean => key(a) === key(b);

const key = ({ size, height = size, resize, layout, channels, scale, mean, std }: Preprocess): string =>
  JSON.stringify([size, height, resize, layout, channels, scale, mean, std]);
