import { Button, TextInput } from "@mantine/core";
import { IconFileUpload, IconFolder, IconPhotoPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useLab } from "#store/lab-context.ts";
import { downloadUrl } from "#store/run/download-url.ts";
import { droppedFiles } from "#store/workspace/dropped-files.ts";
import { FilePick } from "#ui/FilePick.tsx";
import classes from "./OpenOwn.module.css";

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

const LABELS = {
  model: "Address of an .onnx file",
  data: "Address of an archive or data file of images",
} as const;

/** Opens what is at a pasted address; pages about a file at the usual hubs lead to the file itself. */
function UrlForm({ what }: { what: keyof typeof LABELS }) {
  const { openUrl, openPicker } = useLab(({ openUrl, openPicker }) => ({ openUrl, openPicker }));
  const [text, setText] = useState("");
  const [invalid, setInvalid] = useState(false);
  return (
    <form
      className={classes.url}
      onSubmit={(event) => {
        event.preventDefault();
        const url = downloadUrl(text);
        setInvalid(url === null);
        if (url === null) return;
        openPicker(null);
        void openUrl(what, url);
      }}
    >
      <TextInput
        className={classes.address}
        size="sm"
        aria-label={LABELS[what]}
        placeholder={LABELS[what]}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        value={text}
        error={invalid && "This is not a web address."}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setInvalid(false);
        }}
      />
      <Button type="submit" variant="default" disabled={text.trim() === ""}>
        Open
      </Button>
    </form>
  );
}
