import type { Repair, RepairState, Scenario, Symptom } from "#lessons/scenario.ts";
import { differenceText } from "../procedure/evidence-text.ts";

export interface RepairText {
  tone: "good" | "notice";
  title: string;
  sentences: string[];
}

const TITLES: Record<RepairState, string> = {
  "not-comparable": "Judged on other pictures",
  broken: "Still broken",
  better: "Better, not mended",
  sidestepped: "Back, but by giving up what was given",
  covered: "Back, but the cause is still there",
  mended: "Mended",
};

export function symptomText({ appears, test }: Symptom, total: number): string {
  const difference = differenceText(test);
  return appears
    ? `Against the experiment as it was: ${difference}.`
    : `On ${total} pictures the symptom does not show: ${difference}. Set more evaluation pictures and break it again.`;
}

/** What a later run says of the reader's repair. */
export function repairText(
  scenario: Scenario,
  run: number,
  { state, toHealthy, toBroken, changes }: Repair,
): RepairText {
  const tone = state === "mended" ? "good" : "notice";
  const changed =
    changes.length === 0
      ? "Nothing was changed since it broke."
      : `Changed since it broke: ${changes.map(({ label, before, after }) => `${label} ${before} → ${after}`).join("; ")}.`;
  if (!toHealthy || !toBroken)
    return {
      tone,
      title: TITLES[state],
      sentences: [
        `Run ${run} cannot be held against the broken one: model, pictures or preprocessing differ.`,
        changed,
      ],
    };
  const sentences = [
    `Run ${run} against the broken one: ${differenceText(toBroken)}. Against the experiment as it was: ${differenceText(toHealthy)}.`,
    changed,
  ];
  if (state === "sidestepped") sentences.push(`Given was: ${scenario.given}.`);
  if (state === "covered")
    sentences.push("That works here. What broke it is still in the recipe: can you find and remove it?");
  if (state === "mended") sentences.push(scenario.cause);
  return { tone, title: TITLES[state], sentences };
}
