import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import type { DivergingPalette, Rgb } from "./weights/kernel-pictures.ts";

const VARIABLES = { negative: "--lab-negative", zero: "--lab-ground", positive: "--lab-positive" } as const;

/** The theme's diverging palette as numbers, for a canvas; follows the colour scheme. */
export function usePalette(): DivergingPalette {
  const scheme = useComputedColorScheme();
  return useMemo(() => {
    const colour = (name: string) => rgbOf(getComputedStyle(document.documentElement).getPropertyValue(name));
    return {
      scheme,
      negative: colour(VARIABLES.negative),
      zero: colour(VARIABLES.zero),
      positive: colour(VARIABLES.positive),
    };
  }, [scheme]);
}

/** Of "#rrggbb". */
function rgbOf(hex: string): Rgb {
  const number = Number.parseInt(hex.trim().slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}
