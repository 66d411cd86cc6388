import { IconFileUpload, IconFolder, IconPhotoPlus } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import { droppedFiles } from "#store/workspace/dropped-files.ts";
import { FilePick } from "#ui/FilePick.tsx";
import classes from "./OpenOwn.module.css";
import { UrlForm } from "./UrlForm.tsx";

/** Everything that a person can open besides what ships with the page. */
export function OpenOwn({ what }: { what: "model" | "data" }) {
  const { openModelFiles, openImages, openPicker } = useLab((state) => ({
    openModelFiles: state.openModelFiles,
    openImages: state.openImages,
    openPicker: state.openPicker,
  }));
  const pick = (open: typeof openImages) => (files: File[]) => {
    openPicker(null);
    void open(droppedFiles(files));
  };
  return (
    <>
      <div className={classes.picks}>
        {what === "model" ? (
          <FilePick
            label="Open an .onnx file"
            hint="with its data files, if it has any"
            icon={IconFileUpload}
            takes="files"
            onPick={pick(openModelFiles)}
          />
        ) : (
          <FilePick
            label="Open pictures or an archive"
            hint="zip, tar, IDX, CIFAR, NumPy; labels beside them"
            icon={IconPhotoPlus}
            takes="files"
            onPick={pick(openImages)}
          />
        )}
        <FilePick
          label={what === "model" ? "Open a model's folder" : "Open a folder of images"}
          hint={what === "model" ? "one .onnx and its data files" : "subfolders name the classes"}
          icon={IconFolder}
          takes="folder"
          onPick={pick(what === "model" ? openModelFiles : openImages)}
        />
      </div>
      <UrlForm what={what} />
    </>
  );
}
