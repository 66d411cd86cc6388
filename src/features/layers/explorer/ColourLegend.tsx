import type { Colouring } from "./colourings.ts";
import { type ErrorSteps, stepOf } from "./error-steps.ts";
import classes from "./LayerList.module.css";

/** Which colour stands for which values, the worst last. */
export function ColourLegend({ colouring: { edge }, steps }: { colouring: Colouring; steps: ErrorSteps }) {
  const { edges, isReversed } = steps;
  const count = edges.length + 1;
  const entries = Array.from({ length: count }, (_, place) => {
    // The class with the least error comes first: that of the highest values where more is better.
    const at = isReversed ? count - 1 - place : place;
    const [low, high] = [edges[at - 1], edges[at]];
    const bounds = low === undefined ? `under ${edge(high)}` : `from ${edge(low)}`;
    const text = edges.length === 0 ? "all alike" : bounds;
    return { step: stepOf(place, edges.length), text };
  });
  return (
    <ul className={classes.legend} aria-label="Colours of the layers">
      {entries.map(({ step, text }) => (
        <li key={step}>
          <span className={classes.swatch} data-step={step} aria-hidden />
          {text}
        </li>
      ))}
    </ul>
  );
}
