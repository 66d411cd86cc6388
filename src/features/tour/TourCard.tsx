import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import classes from "./TourCard.module.css";
import { TOUR_STEPS } from "./tour-steps.ts";
import type { Tour } from "./use-tour.ts";

/** One step at a time, in a strip of its own that covers nothing; a ring marks the part of the page it is about. */
export function TourCard({ tour }: { tour: Tour }) {
  const { step, isAskedFor, card, go, end } = tour;
  const next = useRef<HTMLButtonElement>(null);
  const isOpen = step !== null;
  const shown = isOpen ? TOUR_STEPS[step] : null;
  const isLast = step === TOUR_STEPS.length - 1;
  useEffect(() => {
    if (isOpen && isAskedFor) next.current?.focus();
  }, [isOpen, isAskedFor]);
  useEffect(() => {
    if (!shown) return;
    // The page is told here, and not found by `:has`, which would make every change of the page dear.
    const page = document.documentElement;
    page.dataset.tourStep = shown.place;
    const marked = document.querySelectorAll(`[data-tour="${shown.place}"]`);
    for (const part of marked) part.scrollIntoView({ block: "nearest", inline: "nearest" });
    return () => {
      delete page.dataset.tourStep;
    };
  }, [shown]);
  return (
    <section
      ref={card}
      className={classes.card}
      data-step={shown?.place}
      aria-label={shown ? "Tour" : undefined}
    >
      {/* There before it is filled: only then is it read out. */}
      <div className={classes.words} aria-live="polite" aria-atomic>
        {shown && (
          <>
            <p className={classes.title}>
              {shown.title}
              <span className={classes.place}>
                {TOUR_STEPS.indexOf(shown) + 1} of {TOUR_STEPS.length}
              </span>
            </p>
            <p className={classes.text}>{shown.text}</p>
          </>
        )}
      </div>
      {isOpen && (
        <div className={classes.buttons}>
          {!isLast && (
            <Button
              className={classes.skip}
              variant="subtle"
              color="gray"
              size="xs"
              aria-keyshortcuts="Escape"
              onClick={end}
            >
              Skip the tour
            </Button>
          )}
          <Button variant="default" size="xs" disabled={step === 0} onClick={() => go(step - 1)}>
            Back
          </Button>
          <Button ref={next} size="xs" onClick={isLast ? end : () => go(step + 1)}>
            {isLast ? "Done" : "Next"}
          </Button>
        </div>
      )}
    </section>
  );
}

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
