import { Text } from "@mantine/core";
import type { Failure } from "#store/failure.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { Notice } from "#ui/notice/Notice.tsx";

/** Something could not be kept for the next visit; nothing that is loaded suffers from it. */
export function KeptNotice({ failure, onDismiss }: { failure: Failure; onDismiss: () => void }) {
  const { title, what, remedy } = errorMessage(failure.code, failure.details);
  return (
    <Notice tone="notice" title={title} onDismiss={onDismiss}>
      <Text size="sm">
        {what} {remedy}
      </Text>
    </Notice>
  );
}
