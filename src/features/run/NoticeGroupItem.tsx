import { errorMessage } from "#ui/error-messages.ts";
import { formatCount } from "#ui/format.ts";
import classes from "./NoticesButton.module.css";
import type { NoticeGroup } from "./notice-groups.ts";

/** Above this many, notices of one kind are folded. */
const FEW = 2;

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
    </li>
  );
}
