import { Popover } from "@mantine/core";
import type { ReactNode } from "react";
import { glossaryEntry, type TermId } from "#words/glossary.ts";
import classes from "./glossary.module.css";
import { Meaning } from "./Meaning.tsx";

/** A word in running text that explains itself when it is pressed. */
export function Term({ id, children }: { id: TermId; children: ReactNode }) {
  return (
    <Popover width={340} position="bottom" withArrow shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.term}>
          {children}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <strong className={classes.heading}>{glossaryEntry(id).term}</strong>
        <Meaning id={id} />
      </Popover.Dropdown>
    </Popover>
  );
}
