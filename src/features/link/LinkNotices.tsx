import { useLab } from "#store/lab-context.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { CheckedLinkNotice } from "./CheckedLinkNotice.tsx";
import classes from "./link.module.css";

/** What became of a link, above the results. */
export function LinkNotices() {
  const { linkFailure, checkedLink, dismissLinkFailure, dismissCheckedLink } = useLab((state) => ({
    linkFailure: state.linkFailure,
    checkedLink: state.checkedLink,
    dismissLinkFailure: state.dismissLinkFailure,
    dismissCheckedLink: state.dismissCheckedLink,
  }));
  return (
    <div className={classes.notices} aria-live="polite">
      {linkFailure && (
        <ErrorNotice
          {...linkFailure}
          kept="What is loaded and its results are as they were."
          onDismiss={dismissLinkFailure}
        />
      )}
      {checkedLink && <CheckedLinkNotice checked={checkedLink} onDismiss={dismissCheckedLink} />}
    </div>
  );
}
