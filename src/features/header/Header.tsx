import { ActionIcon, Button, Tooltip, useMantineColorScheme } from "@mantine/core";
import {
  IconAdjustmentsHorizontal,
  IconChevronDown,
  IconDeviceDesktop,
  IconMoon,
  IconPhoto,
  IconSun,
  IconTopologyStar3,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useLab } from "#store/lab-context.ts";
import { BackendChoice } from "./BackendChoice.tsx";
import classes from "./Header.module.css";
import { RunControls } from "./RunControls.tsx";

/** Name, what is loaded, where it runs, Run and Cancel. */
export function Header({ narrow, share }: { narrow: boolean; share: ReactNode }) {
  const setRailOpen = useLab((state) => state.setRailOpen);
  return (
    <div className={classes.header}>
      {narrow && (
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Open the recipe"
          data-tour="recipe"
          onClick={() => setRailOpen(true)}
        >
          <IconAdjustmentsHorizontal size={20} aria-hidden />
        </ActionIcon>
      )}
      <h1 className={classes.name}>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={24} height={24} />
        <span>Quantization Lab</span>
      </h1>
      <div className={classes.chips}>
        <SourceChips />
      </div>
      <div className={classes.controls}>
        <BackendChoice />
        <ThemeToggle />
        {share}
      </div>
      <RunControls />
    </div>
  );
}

const SCHEMES = [
  { scheme: "auto", name: "the system's", Icon: IconDeviceDesktop },
  { scheme: "light", name: "light", Icon: IconSun },
  { scheme: "dark", name: "dark", Icon: IconMoon },
] as const;

/** Steps through system, light and dark. */
function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const place = SCHEMES.findIndex(({ scheme }) => scheme === colorScheme);
  const { name, Icon } = SCHEMES[place];
  const next = SCHEMES[(place + 1) % SCHEMES.length];
  const label = `Theme: ${name}. Switch to ${next.name}`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(next.scheme)}
      >
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** The loaded model and images; each chip opens its picker. */
function SourceChips() {
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
