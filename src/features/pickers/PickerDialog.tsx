import { CloseButton, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useLab } from "#store/lab-context.ts";
import { DataList } from "./DataList.tsx";
import { ModelList } from "./ModelList.tsx";
import classes from "./PickerDialog.module.css";

/** The dialog in which another model or image set is chosen. */
export function PickerDialog() {
  const { picker, openPicker } = useLab(({ picker, openPicker }) => ({ picker, openPicker }));
  const narrow = useMediaQuery("(max-width: 48em)");
  const title = picker === "data" ? "Choose the images" : "Choose a model";
  return (
    <Modal
      opened={picker !== null}
      onClose={() => openPicker(null)}
      withCloseButton={false}
      size="lg"
      fullScreen={narrow}
    >
      <div className={classes.head}>
        <Modal.Title className={classes.title}>{title}</Modal.Title>
        <CloseButton aria-label="Close" onClick={() => openPicker(null)} />
      </div>
      {picker === "data" ? <DataList /> : <ModelList />}
    </Modal>
  );
}
