import { Skeleton } from "@mantine/core";
import { RecipeSection } from "./RecipeSection.tsx";

const SECTIONS = [
  { title: "Calibration", height: 262 },
  { title: "Weights", height: 196 },
  { title: "Activations", height: 24 },
  { title: "Exceptions", height: 63 },
  { title: "Evaluation", height: 83 },
];

/** The panel's shape until the model has been read. */
export function RecipeSkeleton() {
  return SECTIONS.map(({ title, height }, i) => (
    <RecipeSection key={title} step={i + 2} title={title}>
      <Skeleton height={height} />
    </RecipeSection>
  ));
}
