import { Button } from "@mantine/core";
import { IconChevronDown, IconPhoto, IconTopologyStar3 } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import classes from "./SourceChips.module.css";

/** The loaded model and images; each chip opens its picker. */
export function SourceChips() {
  const { modelName, dataName, running, loading, openPicker } = useLab((state) => ({
    modelName: state.modelName,
    dataName: state.data?.name ?? "",
    running: state.tasks.run.status === "running",
    loading: state.loading !== null || (state.recipe === null && state.catalogFailure === null),
    openPicker: state.openPicker,
  }));
  const chips = [
    { what: "model", label: "Model", name: modelName, Icon: IconTopologyStar3 },
    { what: "data", label: "Images", name: dataName, Icon: IconPhoto },
  ] as const;
  return chips.map(({ what, label, name, Icon }) => (
    <Button
      key={what}
      className={classes.chip}
      data-tour="sources"
      variant="default"
      size="xs"
      radius="xl"
      disabled={running}
      aria-label={`${label}: ${name || (loading ? "loading" : "none")}`}
      leftSection={<Icon size={16} aria-hidden />}
      rightSection={<IconChevronDown size={14} aria-hidden />}
      onClick={() => openPicker(what)}
    >
      {name || (loading ? "Loading…" : `Choose ${what === "model" ? "a model" : "images"}`)}
    </Button>
  ));
}
