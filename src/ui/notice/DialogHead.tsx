import { CloseButton, Modal } from "@mantine/core";
import classes from "./DialogHead.module.css";

export interface DialogHeadProps {
  title: string;
  /** Name of the button that closes the dialog. */
  close: string;
  onClose: () => void;
}

/** Title of a dialog, which is its name, and the button that closes it. */
export function DialogHead({ title, close, onClose }: DialogHeadProps) {
  return (
    <div className={classes.head}>
      <Modal.Title className={classes.title}>{title}</Modal.Title>
      <CloseButton aria-label={close} onClick={onClose} />
    </div>
  );
}
