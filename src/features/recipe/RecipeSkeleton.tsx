import { Skeleton } from "@mantine/core";
import { RecipeSection } from "./sections/RecipeSection.tsx";

const SECTIONS = [
  { title: "Mode", height: 109 },
  { title: "Calibration", height: 326 },
  { title: "Weights", height: 261 },
  { title: "Activations", height: 172 },
  { title: "Exceptions", height: 57 },
  { title: "Corrections", height: 150 },
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
