import { describe, expect, test } from "vitest";
import { classChanges } from "#experiment/outcomes/class-changes.ts";
import type { Flip } from "#experiment/result.ts";
import type { Case } from "../case.ts";
import { fewClasses } from "./few-classes.ts";

/** Every class has `perClass` images, and loses, or gains, so many of them. */
function caseOf(
  perClass: number,
  changes: { lost: number; gained?: number }[],
  calibration: number[] | null = null,
): Case {
  const scores = changes.map(() => ({ correct: perClass, total: perClass }));
  const flips: Flip[] = changes.flatMap(({ lost, gained = 0 }, label) => {
    const other = (label + 1) % changes.length;
    return [
      ...Array.from({ length: lost }, (_, i) => ({ index: i, label, fp32: label, quantized: other })),
      ...Array.from({ length: gained }, (_, i) => ({
        index: lost + i,
        label,
        fp32: other,
        quantized: label,
      })),
    ];
  });
  const total = perClass * changes.length;
  const fp32 = { top1: { correct: total, total }, perClass: scores };
  const mix = calibration && { calibration, evaluation: changes.map(() => perClass), pValue: 1 };
  return {
    run: { flips, fp32, recipe: { calibration: { classes: [0] } } },
    facts: mix && { classMix: mix },
    classNames: ["ant", "bee", "cow", "dog"],
    others: [],
    logged: [],
    sweep: null,
  } as unknown as Case;
}

test("one class of four loses: found, with its own significance", () => {
  // 12 lost and none gained: 2^−12, times the four classes.
  const judged = caseOf(
    40,
    [{ lost: 12 }, { lost: 1, gained: 1 }, { lost: 0 }, { lost: 0 }],
    [1, 20, 20, 20],
  );
  const [ant] = classChanges(judged.run);
  expect(ant).toMatchObject({ lost: 12, isSignificant: true });
  expect(ant.adjusted).toBeCloseTo(4 * 2 ** -12, 12);
  const verdict = fewClasses.check(judged);
  expect(verdict).toMatchObject({ state: "found", action: { kind: "edit", edit: { drop: ["classes"] } } });
  expect(verdict.evidence[0]).toContain("“ant”: 12 of 40 pictures lost");
  expect(verdict.evidence[1]).toContain("less than half of an equal share");
});

describe("not found", () => {
  test("where the others lose as well, if each too little to be significant", () => {
    const verdict = fewClasses.check(caseOf(40, [{ lost: 12 }, { lost: 4 }, { lost: 4 }, { lost: 4 }]));
    expect(verdict).toMatchObject({ state: "clear" });
    expect(verdict.evidence[0]).toContain("The loss is general");
  });

  test("where a class loses what chance would have it lose", () => {
    expect(
      fewClasses.check(caseOf(40, [{ lost: 5, gained: 2 }, { lost: 1 }, { lost: 0 }, { lost: 0 }])).state,
    ).toBe("clear");
  });

  test("where a class gains", () => {
    expect(
      fewClasses.check(caseOf(40, [{ lost: 0, gained: 12 }, { lost: 0 }, { lost: 0 }, { lost: 0 }])).state,
    ).toBe("clear");
  });

  test("where no class has pictures enough to show it", () => {
    const verdict = fewClasses.check(caseOf(6, [{ lost: 6 }, { lost: 0 }, { lost: 0 }, { lost: 0 }]));
    expect(verdict.state).toBe("no-evidence");
    // 2^−7 · 4 = 0.031 is the first below 0.05.
    expect(verdict.evidence[0]).toContain("would have to lose 7");
  });
});
