import { Radio, Stack } from "@mantine/core";
import { IconListNumbers } from "@tabler/icons-react";
import { fittingClassLists, type KnownClasses } from "#core/known-classes.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import { canNameClasses } from "#store/class-names-slice.ts";
import { useLab } from "#store/lab-context.ts";
import { FilePick } from "#ui/FilePick.tsx";
import { formatCount } from "#ui/format.ts";
import classes from "./ClassNaming.module.css";

const NUMBERS = "numbers";
const FROM_FILE = "file";
/** Names of a list that are shown beside it. */
const SHOWN_NAMES = 4;

/** What the classes are to be called where the images do not say: a choice, for several lists may fit. */
export function ClassNaming({ data }: { data: DatasetSummary }) {
  const { model, running, nameClasses } = useLab((state) => ({
    model: state.model,
    running: state.runStatus === "running",
    nameClasses: state.nameClasses,
  }));
  const count = model?.classCount ?? null;
  if (count === null || !canNameClasses(data)) return null;
  const channels = model?.pictureInput?.channels ?? null;
  const lists = fittingClassLists(count, channels === null ? null : channels === 3);
  const current = chosenOf(data, lists);
  return (
    <div className={classes.naming}>
      <Radio.Group
        size="sm"
        label={`The model tells apart ${formatCount(count)} classes, and the images do not name them`}
        value={current}
        onChange={(id) => void nameClasses(lists.find((list) => list.id === id)?.classes ?? null)}
      >
        <Stack gap={8} mt={8}>
          <Radio value={NUMBERS} label="Keep numbers" disabled={running} />
          {lists.map((list) => (
            <Radio
              key={list.id}
              value={list.id}
              label={`Name them like ${list.name}`}
              description={beginning(list)}
              disabled={running}
            />
          ))}
          {current === FROM_FILE && <Radio value={FROM_FILE} label="Named by a file" disabled={running} />}
        </Stack>
      </Radio.Group>
      <FilePick
        label="Open a file of class names"
        hint={hintFor(count)}
        icon={IconListNumbers}
        takes="file"
        disabled={running}
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
    : "a name a line, or JSON; drop it with the images to have it read with them";
