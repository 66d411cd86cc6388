import { ActionIcon, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const SCHEMES = [
  { scheme: "auto", name: "the system's", Icon: IconDeviceDesktop },
  { scheme: "light", name: "light", Icon: IconSun },
  { scheme: "dark", name: "dark", Icon: IconMoon },
] as const;

/** Steps through system, light and dark. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const place = SCHEMES.findIndex(({ scheme }) => scheme === colorScheme);
  const { name, Icon } = SCHEMES[place];
  const next = SCHEMES[(place + 1) % SCHEMES.length];
  const label = `Theme: ${name}. Switch to ${next.name}`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(next.scheme)}
      >
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
