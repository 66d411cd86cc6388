import { Text } from "@mantine/core";
import type { Notice as RunNotice } from "#experiment/result.ts";
import type { LabErrorCode } from "#failures/lab-error.ts";
import { useLab } from "#store/lab-context.ts";
import { errorMessage } from "#ui/notice/error-messages.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { shownNotices } from "./shown-notices.ts";

const CODES: ReadonlySet<LabErrorCode> = new Set(["output.not-finite", "output.no-prediction"]);

/** What a run says of results that are not numbers. */
export const notFiniteMessages = (notices: readonly RunNotice[]) =>
  notices.filter(({ code }) => CODES.has(code)).map(({ code, details }) => errorMessage(code, details));

/** Said above the figures, as they leave these items out. */
export function NotFiniteNotice() {
  const notices = useLab(shownNotices);
  const messages = notFiniteMessages(notices);
  if (messages.length === 0) return null;
  const isHarm = notices.some(
    ({ code, details }) => CODES.has(code) && Number(details.quantizedOnly ?? details.quantized) > 0,
  );
  return (
    <Notice tone={isHarm ? "error" : "notice"} title={messages[0].title}>
      {messages.map(({ what }) => (
        <Text key={what} size="sm">
          {what}
        </Text>
      ))}
      <Text size="sm" mt={4}>
        <strong>What to do:</strong> {messages[0].remedy}
      </Text>
    </Notice>
  );
}
