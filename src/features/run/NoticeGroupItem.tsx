import { Button } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { busyWith } from "#store/tasks/tasks-slice.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { formatCount } from "#words/format.ts";
import classes from "./NoticesButton.module.css";
import type { NoticeGroup } from "./notice-groups.ts";

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
export function NoticeGroupItem({ group: { code, notices } }: { group: NoticeGroup }) {
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
