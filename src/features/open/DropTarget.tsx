import { Portal } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useDropzone } from "react-dropzone";
import { useLab } from "#store/lab-context.ts";
import { droppedFiles } from "#store/workspace/dropped-files.ts";
import classes from "./DropTarget.module.css";

/** The whole page takes files: it covers itself while something is dragged over it. */
export default function DropTarget() {
  const { active, openDropped } = useLab((state) => ({
    active: state.tasks.run.status !== "running",
    openDropped: state.openDropped,
  }));
  const { over, end } = useFilesOverPage(active);
  const { getRootProps, isDragAccept } = useDropzone({
    noClick: true,
    noKeyboard: true,
    onDropAccepted: (files) => {
      void openDropped(droppedFiles(files));
      end();
    },
  });
  return (
    <Portal>
      <div className={classes.screen} data-over={over || undefined}>
        <section
          {...getRootProps({ role: "region" })}
          className={classes.target}
          data-accept={isDragAccept || undefined}
          aria-label="Drop files to open them"
        >
          <div className={classes.words}>
            <IconDownload size={44} stroke={1.5} aria-hidden />
            <p className={classes.title}>Drop to open</p>
            <p className={classes.hint}>
              A model (.onnx, with its data files if it has any), pictures, folders, zip or tar archives, IDX,
              CIFAR or NumPy files, or a model and its images together. Nothing leaves this machine.
            </p>
          </div>
        </section>
      </div>
    </Portal>
  );
}

/** Whether files are being dragged over the page. The browser reports it for every element that is entered and left. */
function useFilesOverPage(active: boolean) {
  const [depth, setDepth] = useState(0);
  useEffect(() => {
    if (!active) return;
    const enter = ({ dataTransfer }: DragEvent) => {
      if (dataTransfer?.types.includes("Files")) setDepth((before) => before + 1);
    };
    const leave = () => setDepth((before) => Math.max(0, before - 1));
    document.addEventListener("dragenter", enter);
    document.addEventListener("dragleave", leave);
    return () => {
      document.removeEventListener("dragenter", enter);
      document.removeEventListener("dragleave", leave);
      setDepth(0);
    };
  }, [active]);
  return { over: depth > 0, end: () => setDepth(0) };
}
