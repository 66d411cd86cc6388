import { Button, Group, Text } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { formatDuration } from "#words/format.ts";

/** The worker does not answer: a long inference, or it hangs. Only the reader can tell, so it is the reader who ends it. */
export function SilenceNotice() {
  const { silentMs, silenceToldFromMs, waitOn, endSilentWorker } = useLab((lab) => ({
    silentMs: lab.silentMs,
    silenceToldFromMs: lab.silenceToldFromMs,
    waitOn: lab.waitOn,
    endSilentWorker: lab.endSilentWorker,
  }));
  if (silentMs === null || silentMs < silenceToldFromMs) return null;
  return (
    <Notice tone="notice" title="The worker does not answer">
      <Text size="sm" mb="xs">
        The background thread that does the work has not answered for {formatDuration(silentMs)}. One
        inference of a large network can take that long; it can also hang. To cancel ends the thread: the
        recipe and all results stay, and the model and images are loaded again.
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={waitOn}>
          Wait on
        </Button>
        <Button size="xs" variant="default" onClick={endSilentWorker}>
          Cancel what it is at
        </Button>
      </Group>
    </Notice>
  );
}
