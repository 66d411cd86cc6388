import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLab } from "#store/lab-context.ts";
import { downloadUrl } from "#store/run/download-url.ts";
import classes from "./OpenOwn.module.css";

const LABELS = {
  model: "Address of an .onnx file",
  data: "Address of an archive or data file of images",
} as const;

/** Opens what is at a pasted address; pages about a file at the usual hubs lead to the file itself. */
export function UrlForm({ what }: { what: keyof typeof LABELS }) {
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
