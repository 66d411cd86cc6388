import { ActionIcon, Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { isSame } from "#experiment/canonical-json.ts";
import type { KeptItem } from "#store/kept/kept-store.ts";
import { useLab } from "#store/lab-context.ts";
import { formatBytes } from "#words/format.ts";
import { Choice } from "./Choice.tsx";
import classes from "./KeptList.module.css";
import lists from "./lists.module.css";

const date = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

function factsOf({ source, sizeBytes, keptAt }: KeptItem): string[] {
  const on = date.format(keptAt);
  const host = source.kind === "url" ? new URL(source.url).host : null;
  // Sheets of pictures that lie at many addresses are not kept.
  if (sizeBytes === 0 && host) return [`fetched again from ${host}; opened ${on}`];
  return [formatBytes(sizeBytes), ...(host ? [`from ${host}`] : []), `kept since ${on}`];
}

const sameSource = (a: KeptItem["source"] | undefined, b: KeptItem["source"]): boolean => isSame(a, b);

/** What was opened at this or an earlier visit; removing one can be undone until the next is removed. */
export function KeptList({ what }: { what: KeptItem["what"] }) {
  const state = useLab((lab) => ({
    kept: lab.kept,
    lastRemoved: lab.lastRemoved,
    loaded: (what === "model" ? lab.model : lab.data)?.source,
    openKept: lab.openKept,
    openPicker: lab.openPicker,
    removeKept: lab.removeKept,
    undoRemove: lab.undoRemove,
  }));
  const items = state.kept.filter((item) => item.what === what);
  const removed = state.lastRemoved?.what === what ? state.lastRemoved : null;
  if (items.length === 0 && !removed) return null;
  const total = state.kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <section aria-label="Kept on this device">
      <h3 className={lists.heading}>
        Kept on this device
        <span className={lists.aside}>{formatBytes(total)} in all</span>
      </h3>
      <ul className={lists.list}>
        {items.map((item) => {
          const chosen = sameSource(state.loaded, item.source);
          return (
            <li key={item.id} className={classes.item}>
              <Choice
                name={item.name}
                description=""
                facts={factsOf(item)}
                chosen={chosen}
                onChoose={() => {
                  state.openPicker(null);
                  if (!chosen) void state.openKept(item.id);
                }}
              />
              <ActionIcon
                className={classes.remove}
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Remove ${item.name} from this device`}
                onClick={() => void state.removeKept(item.id)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      {removed && (
        <p className={classes.undo} role="status">
          {removed.name} was removed.
          <Button size="compact-sm" variant="default" onClick={() => void state.undoRemove()}>
            Undo
          </Button>
        </p>
      )}
    </section>
  );
}
