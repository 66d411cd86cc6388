import { defineConfig, mergeConfig } from "vitest/config";
import { offline } from "./scripts/offline.ts";
import { base } from "./scripts/vite-base.ts";

export default mergeConfig(
  base,
  defineConfig({
    plugins: [offline()],
    test: {
      include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts", "bench/**/*.test.ts", "fuzz/**/*.test.ts"],
      environment: "node",
      testTimeout: 120_000,
      // Vitest leaves one core to the person at the machine; nobody sits at it while all tests run.
      maxWorkers: "100%",
    },
  }),
);
