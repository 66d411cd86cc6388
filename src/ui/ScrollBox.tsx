import { ScrollArea } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./ScrollBox.module.css";

export interface ScrollBoxProps {
  label: string;
  maxHeight: number;
  children: ReactNode;
}

/** A framed box that scrolls beyond a height, by keyboard too. */
export function ScrollBox({ label, maxHeight, children }: ScrollBoxProps) {
  return (
    <ScrollArea.Autosize
      className={classes.box}
      mah={maxHeight}
      type="auto"
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}
    >
      {children}
    </ScrollArea.Autosize>
  );
}
