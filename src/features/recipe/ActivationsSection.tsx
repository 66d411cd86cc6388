import { Text } from "@mantine/core";
import type { ActivationSpec } from "#core/recipe.ts";
import { Help } from "#ui/Help.tsx";
import { HELP } from "./help-texts.ts";
import { RecipeSection } from "./RecipeSection.tsx";

/** How the values between layers are stored: fixed for integer kernels, so stated, not asked. */
export function ActivationsSection({ activations: { bits, scheme } }: { activations: ActivationSpec }) {
  return (
    <RecipeSection step={4} title="Activations">
      <Text size="sm" component="div" style={{ display: "flex", alignItems: "center", gap: 2 }}>
        {bits}-bit {scheme} ({scheme === "asymmetric" ? "uint8" : "int8"})
        <Help about="Activations">{HELP.activations}</Help>
      </Text>
    </RecipeSection>
  );
}
