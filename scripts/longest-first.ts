import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, the longest first. Only the order depends on it: a name that is not there does no harm. */
const LONGEST = [
  "src/worker/scenarios.test.ts",
  "bench/bundled.test.ts",
  "bench/learned-rounding.test.ts",
  "bench/corrections.test.ts",
  "src/worker/diagnosis/diagnose.test.ts",
  "src/onnx/hostile-graphs.test.ts",
  "src/worker/build/bundled-build.test.ts",
  "src/onnx/quantize/optimized-forms.test.ts",
  "src/worker/autopilot/search.test.ts",
  "src/charts/examples.slow.test.tsx",
];

const placeOf = ({ moduleId, project }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`));
  if (place >= 0) return place;
  return LONGEST.length + (project.name === "slow" ? 0 : 1);
};

/** Starts with the slow test files: a long one at the end would run alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
