import { Button } from "@mantine/core";
import type { Preprocess } from "#experiment/recipe.ts";
import { samePreprocess } from "#experiment/same-preprocess.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import classes from "./GuessLine.module.css";
import { PRESETS } from "./preset-texts.ts";

export interface GuessLineProps {
  /** Null where nothing can be told, or nothing need be. */
  guess: ModelSummary["preprocessGuess"];
  preprocess: Preprocess;
  onApply: (preprocess: Preprocess) => void;
}

const nameOf = (preset: string): string =>
  Object.entries(PRESETS).find(([id]) => id === preset)?.[1].label ?? preset;

/** What the model's file speaks for, and why; one press applies it. */
export function GuessLine({ guess, preprocess, onApply }: GuessLineProps) {
  if (!guess) return null;
  const isApplied = samePreprocess(guess.preprocess, preprocess);
  return (
    <div className={classes.line}>
      <p className={classes.words}>
        <strong>{isApplied ? "As the file suggests" : `The file suggests ${nameOf(guess.preset)}`}.</strong>{" "}
        {guess.reason}
      </p>
      {!isApplied && (
        <Button size="compact-xs" variant="default" onClick={() => onApply(guess.preprocess)}>
          Use the suggestion
        </Button>
      )}
    </div>
  );
}
