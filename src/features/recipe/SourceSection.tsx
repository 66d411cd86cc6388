import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import { FilePick } from "#ui/FilePick.tsx";
import { Help } from "#ui/Help.tsx";
import { HELP } from "./help-texts.ts";
import { RecipeSection } from "./RecipeSection.tsx";
import classes from "./SourceSection.module.css";

/** Which network, on which pictures. */
export function SourceSection() {
  const { modelName, dataName, running, ready, openPicker, openModelFile } = useLab((state) => ({
    modelName: state.modelName,
    dataName: state.data?.name ?? "",
    running: state.runStatus === "running",
    ready: state.recipe !== null,
    openPicker: state.openPicker,
    openModelFile: state.openModelFile,
  }));
  const rows = [
    { what: "model", heading: "Model", name: modelName },
    { what: "data", heading: "Images", name: dataName },
  ] as const;
  return (
    <RecipeSection step={1} title="Model and images">
      <div className={classes.rows}>
        {rows.map(({ what, heading, name }) => (
          <Button
            key={what}
            variant="default"
            fullWidth
            justify="space-between"
            aria-label={`${heading}: ${name || "loading"}. Change`}
            disabled={running || !ready}
            rightSection={<IconChevronRight size={16} aria-hidden />}
            onClick={() => openPicker(what)}
          >
            <span className={classes.row}>
              <span className={classes.heading}>{heading}</span>
              <span className={classes.name}>{name || "Loading…"}</span>
            </span>
          </Button>
        ))}
      </div>
      <div className={classes.file}>
        <FilePick
          label="Model file"
          hint="Open an .onnx of your own"
          accept=".onnx"
          disabled={running || !ready}
          onPick={(file) => void openModelFile(file)}
        />
        <Help about="files of your own">{HELP.modelFile}</Help>
      </div>
    </RecipeSection>
  );
}
