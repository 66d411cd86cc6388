import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

export interface NoticeProps {
  /** An error has stopped something and is announced; a notice only says what is different. */
  tone: "error" | "notice";
  title: string;
  onDismiss?: () => void;
  children: ReactNode;
}

/** A coloured box above the content. */
export function Notice({ tone, title, onDismiss, children }: NoticeProps) {
  const Icon = tone === "error" ? IconAlertTriangle : IconInfoCircle;
  return (
    <Alert
      role={tone === "error" ? "alert" : "note"}
      color={tone === "error" ? "red" : "yellow"}
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
