import type { Notice as RunNotice } from "#core/report.ts";
import { errorMessage } from "#ui/error-messages.ts";
import { formatCount } from "#ui/format.ts";
import { Notice } from "#ui/Notice.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import classes from "./NoticeSummary.module.css";
import { noticeGroups } from "./notice-groups.ts";

/** What a run did otherwise than asked, in one box: a line per kind, its layers and values one click away. */
export function NoticeSummary({ notices }: { notices: RunNotice[] }) {
  const groups = noticeGroups(notices);
  if (groups.length === 0) return null;
  const count = notices.length === 1 ? "One thing" : `${formatCount(notices.length)} things`;
  return (
    <Notice tone="notice" title={`${count} to know about this run`}>
      <ul className={classes.groups}>
        {groups.map(({ code, notices: same }) => {
          const [first, ...others] = same.map(({ details }) => errorMessage(code, details));
          return (
            <li key={code}>
              <details>
                <summary className={classes.head}>
                  <strong>{first.title}</strong>
                  {others.length > 0 ? `, ${formatCount(same.length)} times` : `: ${first.what}`}
                </summary>
                {others.length > 0 && (
                  <ScrollBox label={first.title} maxHeight={180}>
                    <ul className={classes.list}>
                      {same.map(({ details }) => (
                        <li key={JSON.stringify(details)}>{errorMessage(code, details).what}</li>
                      ))}
                    </ul>
                  </ScrollBox>
                )}
                <p className={classes.remedy}>
                  <strong>What to do:</strong> {first.remedy} The run went on.
                </p>
              </details>
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
