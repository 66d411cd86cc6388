import { ActionIcon } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useLab } from "#store/lab-context.ts";
import { BackendChoice } from "./BackendChoice.tsx";
import classes from "./Header.module.css";
import { RunControls } from "./RunControls.tsx";
import { SourceChips } from "./SourceChips.tsx";
import { ThemeToggle } from "./ThemeToggle.tsx";

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
