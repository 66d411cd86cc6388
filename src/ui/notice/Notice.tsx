import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

type Tone = "error" | "notice" | "good";

const LOOKS = {
  error: { role: "alert", color: "red", icon: IconAlertTriangle },
  notice: { role: "note", color: "yellow", icon: IconInfoCircle },
  good: { role: "note", color: "accent", icon: IconCircleCheck },
} as const;

export interface NoticeProps {
  /** An error has stopped something and is announced; a notice only says what is different; good news is good. */
  tone: Tone;
  title: string;
  onDismiss?: () => void;
  children: ReactNode;
}

/** A coloured box above the content. */
export function Notice({ tone, title, onDismiss, children }: NoticeProps) {
  const { role, color, icon: Icon } = LOOKS[tone];
  return (
    <Alert
      role={role}
      color={color}
      classNames={{ root: classes.root, title: classes.title, closeButton: classes.close }}
      title={title}
      icon={<Icon size={20} aria-hidden />}
      withCloseButton={onDismiss !== undefined}
      closeButtonLabel="Dismiss"
      onClose={onDismiss}
    >
      {children}
    </Alert>
  );
}
