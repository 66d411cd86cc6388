import { Button, Group, Text } from "@mantine/core";
import type { ErrorDetails, LabErrorCode } from "#failures/lab-error.ts";
import classes from "./ErrorNotice.module.css";
import { errorMessage } from "./error-messages.ts";
import { Notice } from "./Notice.tsx";

export interface ErrorNoticeProps {
  code: LabErrorCode;
  details: ErrorDetails;
  cause: string | null;
  /** What is still there, as a sentence. */
  kept: string;
  action?: { label: string; onClick: () => void };
  onDismiss?: () => void;
}

/** What happened, what was kept, what to do next; the facts for a bug report are one click away. */
export function ErrorNotice(props: ErrorNoticeProps) {
  const { code, details, cause, kept, action, onDismiss } = props;
  const { title, what, remedy } = errorMessage(code, details);
  const facts = Object.entries(details).filter(([, value]) => value !== null && value !== "");
  return (
    <Notice tone="error" title={title} onDismiss={onDismiss}>
      <Text size="sm">
        {what} {kept}
      </Text>
      <Text size="sm" mt={4}>
        <strong>What to do:</strong> {remedy}
      </Text>
      <Group mt="xs" gap="md" align="flex-start">
        {action && (
          <Button size="xs" variant="default" onClick={action.onClick}>
            {action.label}
          </Button>
        )}
        <details className={classes.details}>
          <summary>Technical details</summary>
          <dl className={classes.facts}>
            <Fact name="code" value={code} />
            {facts.map(([name, value]) => (
              <Fact key={name} name={name} value={String(value)} />
            ))}
            {cause && <Fact name="cause" value={cause} />}
          </dl>
        </details>
      </Group>
    </Notice>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
