import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useLab } from "#store/lab-context.ts";
import { DataList } from "./DataList.tsx";
import { ModelList } from "./ModelList.tsx";

/** The dialog in which another model or image set is chosen. */
export function PickerDialog() {
  const { picker, openPicker } = useLab(({ picker, openPicker }) => ({ picker, openPicker }));
  const narrow = useMediaQuery("(max-width: 48em)");
  return (
    <Modal
      opened={picker !== null}
      onClose={() => openPicker(null)}
      title={picker === "data" ? "Choose the images" : "Choose a model"}
      size="lg"
      fullScreen={narrow}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {picker === "data" ? <DataList /> : <ModelList />}
    </Modal>
  );
}
