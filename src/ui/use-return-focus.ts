import { useEffect, useState } from "react";

/**
 * For a dialog that is on the page only while it is open: gives the focus back to what had it before. Mantine does so
 * only for dialogs that were there, closed, before they opened.
 */
export function useReturnFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const isLost = document.activeElement === document.body || document.activeElement === null;
      if (isLost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    },
    [before],
  );
}
