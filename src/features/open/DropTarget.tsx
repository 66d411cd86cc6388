import "@mantine/dropzone/styles.layer.css";
import { Dropzone } from "@mantine/dropzone";
import { IconDownload } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import { droppedFiles } from "#store/workspace/dropped-files.ts";
import classes from "./DropTarget.module.css";

/** The whole page takes files: it covers itself while something is dragged over it. */
export default function DropTarget() {
  const { active, openDropped } = useLab((state) => ({
    active: state.runStatus !== "running",
    openDropped: state.openDropped,
  }));
  return (
    <Dropzone.FullScreen
      active={active}
      classNames={{ fullScreen: classes.screen, root: classes.root }}
      activateOnKeyboard={false}
      inputProps={{ "aria-hidden": true }}
      role="region"
      aria-label="Drop files to open them"
      onDrop={(files) => void openDropped(droppedFiles(files))}
    >
      <div className={classes.words}>
        <IconDownload size={44} stroke={1.5} aria-hidden />
        <p className={classes.title}>Drop to open</p>
        <p className={classes.hint}>
          A model (.onnx, with its data files if it has any), pictures, folders, zip or tar archives, IDX,
          CIFAR or NumPy files, or a model and its images together. Nothing leaves this machine.
        </p>
      </div>
    </Dropzone.FullScreen>
  );
}
