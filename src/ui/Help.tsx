import { ActionIcon, Popover, Text } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** A small question mark that explains its neighbour in plain words; works by mouse, touch and keyboard. */
export function Help({ about, children }: { about: string; children: ReactNode }) {
  return (
    <Popover width={300} position="bottom-start" withArrow shadow="md" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`About ${about}`}
          style={{ color: "var(--lab-quiet)" }}
        >
          <IconHelp size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm" component="div" style={{ whiteSpace: "pre-line" }}>
          {children}
        </Text>
      </Popover.Dropdown>
    </Popover>
  );
}
