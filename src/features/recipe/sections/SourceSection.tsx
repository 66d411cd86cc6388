import { Button } from "@mantine/core";
import { IconChevronRight, IconFileUpload, IconPhotoPlus } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import { droppedFiles } from "#store/workspace/dropped-files.ts";
import { FilePick } from "#ui/FilePick.tsx";
import { Help } from "#ui/Help.tsx";
import { HELP } from "../options/help-texts.ts";
import { RecipeSection } from "./RecipeSection.tsx";
import classes from "./SourceSection.module.css";

/** Which network, on which pictures. */
export function SourceSection() {
  const { modelName, dataName, running, loading, openPicker, openModelFiles, openImages } = useLab(
    (state) => ({
      modelName: state.modelName,
      dataName: state.data?.name ?? "",
      running: state.tasks.run.status === "running",
      loading: state.loading !== null || (state.recipe === null && state.catalogFailure === null),
      openPicker: state.openPicker,
      openModelFiles: state.openModelFiles,
      openImages: state.openImages,
    }),
  );
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
            aria-label={`${heading}: ${name || (loading ? "loading" : "none")}. Change`}
            disabled={running}
            rightSection={<IconChevronRight size={16} aria-hidden />}
            onClick={() => openPicker(what)}
          >
            <span className={classes.row}>
              <span className={classes.heading}>{heading}</span>
              <span className={classes.name}>{name || (loading ? "Loading…" : "None")}</span>
            </span>
          </Button>
        ))}
      </div>
      <div className={classes.own}>
        <span className={classes.ownWords}>
          Open your own, or drop it on the page
          <Help about="files of your own">{HELP.ownFiles}</Help>
        </span>
        <div className={classes.picks}>
          <FilePick
            label="Model file"
            icon={IconFileUpload}
            takes="files"
            disabled={running}
            onPick={(files) => void openModelFiles(droppedFiles(files))}
          />
          <FilePick
            label="Images"
            icon={IconPhotoPlus}
            takes="files"
            disabled={running}
            onPick={(files) => void openImages(droppedFiles(files))}
          />
        </div>
      </div>
    </RecipeSection>
  );
}
