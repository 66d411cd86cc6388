import { IconFileUpload } from "@tabler/icons-react";
import classes from "./FilePick.module.css";

export interface FilePickProps {
  /** Names the input: scripts and screen readers find it by this. */
  label: string;
  hint: string;
  /** File name endings, as for `<input accept>`. */
  accept: string;
  disabled?: boolean;
  onPick: (file: File) => void;
}

/** A real file input, drawn as a button. */
export function FilePick({ label, hint, accept, disabled = false, onPick }: FilePickProps) {
  return (
    <label className={classes.pick} data-disabled={disabled || undefined}>
      <IconFileUpload size={18} aria-hidden />
      <span className={classes.words}>
        <span className={classes.label}>{label}</span>
        <span className={classes.hint} aria-hidden>
          {hint}
        </span>
      </span>
      <input
        className={classes.input}
        type="file"
        aria-label={label}
        accept={accept}
        disabled={disabled}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // Cleared, so that picking the same file again is a change again.
          event.currentTarget.value = "";
          if (file) onPick(file);
        }}
      />
    </label>
  );
}
