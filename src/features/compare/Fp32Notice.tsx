import { Button, Text } from "@mantine/core";
import { samePreprocess } from "#experiment/same-preprocess.ts";
import { useLab } from "#store/lab-context.ts";
import type { LabState } from "#store/lab-state.ts";
import { catalogueEntryOf } from "#store/run/run-slice.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { shownNotices } from "./shown-notices.ts";

const noticeOf = (state: LabState) =>
  shownNotices(state).find(({ code }) => code === "fp32.near-chance" || code === "fp32.departs");

/** Said before anyone blames quantization: FP32 does no better than guessing, or not as the model is known to do. */
export function Fp32Notice() {
  const notice = useLab(noticeOf);
  if (!notice) return null;
  const { title, what, remedy } = errorMessage(notice.code, notice.details);
  return (
    <Notice tone="error" title={title}>
      <Text size="sm">{what} Quantization has nothing to do with it.</Text>
      <Text size="sm" mt={4}>
        <strong>What to do:</strong> {remedy}
      </Text>
      <FirstAction cause={String(notice.details.cause)} />
    </Notice>
  );
}

function FirstAction({ cause }: { cause: string }) {
  const lab = useLab((state) => ({
    recipe: state.recipe,
    entry: catalogueEntryOf(state),
    busy: state.tasks.run.status === "running",
    run: state.run,
    editRecipe: state.editRecipe,
    openData: state.openData,
    openPicker: state.openPicker,
    showPreprocessing: state.showPreprocessing,
    showTab: state.showTab,
  }));
  const { recipe, entry } = lab;
  const button = (label: string, onClick: () => void) => (
    <Button mt="xs" size="xs" variant="default" disabled={lab.busy} onClick={onClick}>
      {label}
    </Button>
  );
  if (cause === "preprocess" && recipe && entry) {
    const { preprocess } = entry;
    if (samePreprocess(recipe.preprocess, preprocess)) return button("Run again", () => void lab.run());
    return button("Restore the model's preprocessing", () =>
      lab.editRecipe("preprocess restored", (before) => ({ ...before, preprocess })),
    );
  }
  if (cause === "images" && entry)
    return button("Open the model's own images", () => void lab.openData(entry.dataset));
  if (["other-model", "labels-shifted", "images", "tensors"].includes(cause))
    return button("Choose other images", () => lab.openPicker("data"));
  if (cause === "no-prediction") return button("Show the layers", () => lab.showTab("layers"));
  return button("Check the preprocessing", lab.showPreprocessing);
}
