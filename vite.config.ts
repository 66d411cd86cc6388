import { defineConfig, mergeConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.ts";
import { offline } from "./scripts/offline.ts";
import { base } from "./scripts/vite-base.ts";

/** Tests of the rooms that open networks in ONNX Runtime, and whatever else is named slow. */
const SLOW = [
  "{bench,fuzz,scripts,src/onnx,src/engine,src/worker}/**/*.test.ts",
  "src/**/*.slow.test.{ts,tsx}",
];

export default mergeConfig(
  base,
  defineConfig({
    plugins: [offline()],
    test: {
      environment: "node",
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // Vitest leaves one core to the person at the machine; nobody sits at it while all tests run.
      maxWorkers: "100%",
      // Loading and compiling the runtime for each file took half of the time.
      isolate: false,
      setupFiles: ["scripts/after-each-file.ts"],
      sequence: { sequencer: LongestFirst },
      projects: [
        { extends: true, test: { name: "fast", include: ["src/**/*.test.ts"], exclude: SLOW } },
        // What is drawn; a project of its own, as a worker keeps to one environment.
        {
          extends: true,
          test: {
            name: "drawn",
            include: ["src/**/*.test.tsx"],
            exclude: SLOW,
            environment: "happy-dom",
          },
        },
        { extends: true, test: { name: "slow", include: SLOW } },
      ],
    },
  }),
);
