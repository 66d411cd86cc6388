import { Radio, Stack } from "@mantine/core";
import { IconListNumbers } from "@tabler/icons-react";
import { fittingClassLists, type KnownClasses } from "#experiment/known-classes.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { canNameClasses } from "#store/workspace/class-names-slice.ts";
import { FilePick } from "#ui/FilePick.tsx";
import { formatCount } from "#words/format.ts";
import classes from "./ClassNaming.module.css";

const NUMBERS = "numbers";
const FROM_FILE = "file";
/** Names of a list that are shown beside it. */
const SHOWN_NAMES = 4;

/** What the classes are to be called where the images do not say: a choice, for several lists may fit. */
export function ClassNaming({ data }: { data: DatasetSummary }) {
  const { model, busy, nameClasses } = useLab((state) => ({
    model: state.model,
    busy: busyWith(state) !== null,
    nameClasses: state.nameClasses,
  }));
  const count = model?.classCount ?? null;
  if (count === null || !canNameClasses(data)) return null;
  const channels = model?.pictureInput?.channels ?? null;
  const lists = fittingClassLists(count, channels === null ? null : channels === 3);
  const current = chosenOf(data, lists);
  const question = `The model tells apart ${formatCount(count)} classes, and the images do not name them`;
  return (
    <div className={classes.naming}>
      {lists.length === 0 && current === NUMBERS ? (
        <p className={classes.question}>{question}.</p>
      ) : (
        <Radio.Group
          size="sm"
          label={question}
          value={current}
          onChange={(id) => void nameClasses(lists.find((list) => list.id === id)?.classes ?? null)}
        >
          <Stack gap={8} mt={8}>
            <Radio value={NUMBERS} label="Keep numbers" disabled={busy} />
            {lists.map((list) => (
              <Radio
                key={list.id}
                value={list.id}
                label={`Name them like ${list.name}`}
                description={beginning(list)}
                disabled={busy}
              />
            ))}
            {current === FROM_FILE && <Radio value={FROM_FILE} label="Named by a file" disabled={busy} />}
          </Stack>
        </Radio.Group>
      )}
      <FilePick
        label="Open a file of class names"
        hint={hintFor(count)}
        icon={IconListNumbers}
        takes="file"
        disabled={busy}
        onPick={([file]) => void nameClasses(file)}
      />
    </div>
  );
}

function chosenOf({ classes: named }: DatasetSummary, lists: readonly KnownClasses[]): string {
  if (named.length === 0) return NUMBERS;
  const same = lists.find((list) => list.classes.join("\n") === named.map(({ name }) => name).join("\n"));
  return same?.id ?? FROM_FILE;
}

const beginning = ({ classes: names }: KnownClasses): string =>
  `${names.slice(0, SHOWN_NAMES).join(", ")}, … ${names.at(-1)}`;

const hintFor = (count: number): string =>
  count === 1000 || count === 1001
    ? "ImageNet's list, for one: a name a line, or JSON"
    : "a name a line, or JSON";
