import { ActionIcon, Tooltip } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import type { Tour } from "./use-tour.ts";

/** Shows the tour again. */
export function TourButton({ tour }: { tour: Tour }) {
  return (
    <Tooltip label="Tour of the page">
      <ActionIcon
        ref={tour.button}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Tour of the page"
        onClick={tour.start}
      >
        <IconRoute size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
