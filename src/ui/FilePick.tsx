import type { Icon } from "@tabler/icons-react";
import classes from "./FilePick.module.css";

export interface FilePickProps {
  /** Names the input: scripts and screen readers find it by this. */
  label: string;
  hint?: string;
  icon: Icon;
  /** One file, several, or a folder with all that is in it. */
  takes: "file" | "files" | "folder";
  disabled?: boolean;
  onPick: (files: File[]) => void;
}

/** A real file input, drawn as a button. */
export function FilePick(props: FilePickProps) {
  const { label, hint, icon: PickIcon, takes, disabled = false, onPick } = props;
  return (
    <label className={classes.pick} data-disabled={disabled || undefined}>
      <PickIcon size={18} aria-hidden />
      <span className={classes.words}>
        <span className={classes.label}>{label}</span>
        {hint && (
          <span className={classes.hint} aria-hidden>
            {hint}
          </span>
        )}
      </span>
      <input
        className={classes.input}
        type="file"
        aria-label={label}
        multiple={takes === "files"}
        webkitdirectory={takes === "folder" ? "" : undefined}
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // Cleared, so that picking the same file again is a change again.
          event.currentTarget.value = "";
          if (files.length > 0) onPick(files);
        }}
      />
    </label>
  );
}
