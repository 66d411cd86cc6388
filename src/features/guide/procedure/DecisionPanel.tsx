import type { Decision } from "#lessons/procedure-decision.ts";
import { Notice } from "#ui/notice/Notice.tsx";
import { decisionText } from "./decision-text.ts";

/** The conclusion from the runs at hand. */
export function DecisionPanel({ decision }: { decision: Decision }) {
  const { tone, title, sentences } = decisionText(decision);
  return (
    <div aria-live="polite">
      <Notice tone={tone} title={title}>
        {sentences.map((sentence) => (
          <p key={sentence} style={{ margin: "0 0 4px" }}>
            {sentence}
          </p>
        ))}
      </Notice>
    </div>
  );
}
