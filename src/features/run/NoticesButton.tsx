import { Button, Popover } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMemo } from "react";
import type { Notice } from "#experiment/result.ts";
import { useLab } from "#store/lab-context.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { formatCount } from "#words/format.ts";
import classes from "./NoticesButton.module.css";
import { distinctNotices, type NoticeGroup, noticeGroups } from "./notice-groups.ts";

const NONE: Notice[] = [];

/**
 * What the run did otherwise than asked, or what is worth knowing of it: counted in a place that is always free, so
 * that nothing moves when one arrives, and listed by kind once it is opened.
 */
export function NoticesButton() {
  const { live, running, latest } = useLab((state) => ({
    // The result of a run that is done has its notices, in their final words.
    live: state.tasks.run.status === "done" ? NONE : state.live.notices,
    running: state.tasks.run.status === "running",
    latest: state.latest,
  }));
  const notices = useMemo(
    () => distinctNotices(live, running ? [] : (latest?.result.notices ?? [])),
    [live, running, latest],
  );
  const groups = useMemo(() => noticeGroups(notices), [notices]);
  if (notices.length === 0) return null;
  return (
    <Popover width={460} position="bottom-end" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconInfoCircle className={classes.icon} size={15} aria-hidden />}
        >
          {formatCount(notices.length)}
          <span className={classes.word}>&nbsp;{notices.length === 1 ? "notice" : "notices"}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label="Notices of the run">
        <p className={classes.intro}>
          What differs from the recipe, or is worth knowing. None of it stopped the run.
        </p>
        <ul className={classes.list}>
          {groups.map((group) => (
            <NoticeGroupItem key={group.code} group={group} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Above this many, notices of one kind are folded. */
const FEW = 2;

/** The way out of corrections that did harm: the same recipe without them, run at once. */
function RunWithoutCorrections() {
  const { isOff, isBusy, editRecipe, run } = useLab((lab) => ({
    isOff: !lab.recipe || Object.keys(lab.recipe.corrections).length === 0,
    isBusy: busyWith(lab) !== null,
    editRecipe: lab.editRecipe,
    run: lab.run,
  }));
  const start = () => {
    editRecipe("corrections", (recipe) => ({ ...recipe, corrections: {} }));
    void run();
  };
  return (
    <Button size="compact-xs" variant="default" disabled={isOff || isBusy} onClick={start}>
      Run without corrections
    </Button>
  );
}

/** Notices of one kind: what it is, then each layer and value, then what can be done. */
function NoticeGroupItem({ group: { code, notices } }: { group: NoticeGroup }) {
  const messages = notices.map(({ details }) => errorMessage(code, details));
  const [{ title, remedy }] = messages;
  const list = (
    <ul className={classes.list}>
      {messages.map(({ what }, i) => (
        <li key={JSON.stringify(notices[i].details)}>{what}</li>
      ))}
    </ul>
  );
  return (
    <li className={classes.group}>
      <h3 className={classes.title}>{title}</h3>
      {notices.length <= FEW ? (
        list
      ) : (
        <details>
          <summary className={classes.summary}>{formatCount(notices.length)} times: show where</summary>
          {list}
        </details>
      )}
      <p className={classes.remedy}>{remedy}</p>
      {code === "correction.worse" && <RunWithoutCorrections />}
    </li>
  );
}
