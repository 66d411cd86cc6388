import { PartNotLoaded } from "../loading/fetch-part.ts";
import { ErrorNotice, type ErrorNoticeProps } from "./ErrorNotice.tsx";

export type FailureNoticeProps = Pick<ErrorNoticeProps, "kept" | "action" | "onDismiss"> & { error: unknown };

/** What the page itself could not do: a part of it that could not be fetched is told apart from a fault of ours. */
export function FailureNotice({ error, kept, action, onDismiss }: FailureNoticeProps) {
  const isLost = error instanceof PartNotLoaded;
  return (
    <ErrorNotice
      code={isLost ? "part.not-loaded" : "internal"}
      details={{}}
      cause={error instanceof Error ? error.message : String(error)}
      kept={isLost ? "" : kept}
      action={action}
      onDismiss={onDismiss}
    />
  );
}
