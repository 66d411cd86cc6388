import type { Distortion } from "#experiment/recipe.ts";

/** Leaves pictures as they are. */
export const NO_DISTORTION: Distortion = { brightness: 1, contrast: 1, blur: 0, noise: 0 };

export interface DistortionPart {
  key: keyof Distortion;
  label: string;
  min: number;
  max: number;
  step: number;
  unit: string;
}

export const DISTORTION_PARTS: readonly DistortionPart[] = [
  { key: "brightness", label: "Brightness", min: 0, max: 3, step: 0.05, unit: "×" },
  { key: "contrast", label: "Contrast", min: 0, max: 3, step: 0.05, unit: "×" },
  { key: "blur", label: "Blur", min: 0, max: 16, step: 1, unit: "px" },
  { key: "noise", label: "Noise", min: 0, max: 128, step: 1, unit: "levels" },
];

const changed = (distort: Distortion): DistortionPart[] =>
  DISTORTION_PARTS.filter(({ key }) => distort[key] !== NO_DISTORTION[key]);

/** The distortion with one part replaced; absent once every part is neutral. */
export function withPart(
  distort: Distortion | undefined,
  key: keyof Distortion,
  value: number,
): Distortion | undefined {
  const next = { ...(distort ?? NO_DISTORTION), [key]: value };
  return changed(next).length > 0 ? next : undefined;
}

/** "off", or what is distorted: "brightness ×0.5, blur 2 px". */
export const distortionText = (distort: Distortion | undefined): string =>
  distort === undefined
    ? "off"
    : changed(distort)
        .map(({ key, label, unit }) =>
          unit === "×"
            ? `${label.toLowerCase()} ×${distort[key]}`
            : `${label.toLowerCase()} ${distort[key]}\u00a0${unit}`,
        )
        .join(", ");
