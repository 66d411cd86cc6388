import { Skeleton } from "@mantine/core";
import type { ComponentType } from "react";
import type { MiniAnswers, MiniQuestion, MiniView } from "#protocol/mini.ts";
import { useInTurn } from "#ui/loading/use-in-turn.ts";
import { ErrorNotice } from "#ui/notice/ErrorNotice.tsx";
import { Panel } from "#ui/Panel.tsx";
import { useMiniAnswer } from "../use-mini.ts";
import classes from "./views.module.css";

export interface PartProps<V extends MiniView> {
  answer: MiniAnswers[V];
}

/** A panel of a view. It is drawn again when its turn with another answer has come. */
export interface ViewPart<V extends MiniView> {
  id: string;
  /** About that of the panel, in pixels, until it is drawn. */
  height: number;
  Content: ComponentType<PartProps<V>>;
}

export interface ViewPartsProps<V extends MiniView> {
  view: V;
  question: MiniQuestion;
  parts: readonly ViewPart<V>[];
}

/** The panels of one view, one after the other from the top, and what went wrong where it did. */
export function ViewParts<V extends MiniView>({ view, question, parts }: ViewPartsProps<V>) {
  const { value, failure, isBusy, askAgain } = useMiniAnswer(view, question);
  const shown = useInTurn(value, parts.length, true);
  if (value?.count === 0)
    return <Panel title="No values yet" note="Draw some, choose a layer, or paste numbers." />;
  return (
    <div className={classes.stack} aria-busy={isBusy || parts.some((_, i) => shown[i] !== value)}>
      {failure && (
        <ErrorNotice
          {...failure}
          kept={value ? "What is shown is of the settings before." : "Nothing else is affected."}
          action={{ label: "Try again", onClick: askAgain }}
        />
      )}
      {parts.map(({ id, height, Content }, i) => {
        const answer = shown[i];
        if (answer && answer.count > 0) return <Content key={id} answer={answer} />;
        return failure ? null : <Skeleton key={id} height={height} radius="md" animate={false} />;
      })}
    </div>
  );
}
