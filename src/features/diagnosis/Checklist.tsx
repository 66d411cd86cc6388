import { IconCircle, IconCircleCheck, IconHelpCircle } from "@tabler/icons-react";
import type { ChecklistItem } from "#diagnosis/checklist.ts";
import { Panel } from "#ui/Panel.tsx";
import classes from "./Checklist.module.css";

const STATES = {
  done: { Icon: IconCircleCheck, word: "Done" },
  open: { Icon: IconCircle, word: "Open" },
  unknown: { Icon: IconHelpCircle, word: "Not known" },
} as const;

/** Before it ships: ticked by the facts of the runs, not by hand. */
export function Checklist({ items }: { items: ChecklistItem[] }) {
  const done = items.filter(({ state }) => state === "done").length;
  return (
    <Panel title="Before it ships" note={`${done} of ${items.length}, ticked by what the runs have shown.`}>
      <ul className={classes.list}>
        {items.map(({ id, text, state, because }) => {
          const { Icon, word } = STATES[state];
          return (
            <li key={id} className={classes.item} data-state={state}>
              <Icon className={classes.icon} size={20} role="img" aria-label={word} />
              <div className={classes.words}>
                <p className={classes.text}>{text}</p>
                <p className={classes.because}>{because}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
