/** A part of the page; those that the tour can point at carry it as `data-tour`. */
export type TourPlace = "sources" | "recipe" | "run" | "results" | "share";

export interface TourStep {
  place: TourPlace;
  title: string;
  text: string;
}

/** The page in the order in which a first experiment meets it. */
export const TOUR_STEPS: readonly TourStep[] = [
  {
    place: "sources",
    title: "Model and images",
    text: "A trained network and pictures to test it on are loaded already. Press a name to choose others, or open your own: they never leave this device.",
  },
  {
    place: "recipe",
    title: "Recipe",
    text: "How the network becomes integers: the pictures it is calibrated on, bits, scales, layers to spare. Each question mark says what an option means.",
  },
  {
    place: "run",
    title: "Run",
    text: "Calibrates, quantizes and tests the network, here in the browser. The recipe is a sensible one as it stands: run it first, then change one option at a time.",
  },
  {
    place: "results",
    title: "Results",
    text: "Compare sets FP32 and quantized side by side. The other tabs say which layers carry the error, why, and how your runs compare.",
  },
  {
    place: "share",
    title: "Copy link and Guide",
    text: "Copy link holds the whole experiment with its numbers, and whoever opens it can check them. New to quantization? The Guide walks through it with you.",
  },
];
