/**
 * `npm run fuzz -- [--target onnx] [--count 10000] [--seed 1] [--first 0]`: mutates sound files and expects every
 * reader to take or refuse each by name, soon and in bounded memory. Each target runs in a process of its own with
 * 1 GiB of heap; one that gets stuck is ended. Findings are printed with the number that repeats them.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { CampaignReport, Finding } from "./campaign.ts";
import { TARGETS } from "./targets.ts";

const LIMIT_MS = 2000;
const HANG_MS = 20_000;
const HEAP_MEGABYTES = 1024;

const { values } = parseArgs({
  options: {
    target: { type: "string", multiple: true },
    count: { type: "string" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
  },
});
const [seed, first] = [values.seed, values.first].map(Number);
const names = values.target ?? TARGETS.map(({ name }) => name);

let failed = false;
for (const target of names) {
  const start = Date.now();
  const outcome = await campaign(target);
  const findings = "report" in outcome ? outcome.report.findings : [outcome.finding];
  if ("report" in outcome) print(outcome.report, (Date.now() - start) / 1000);
  for (const { index, what } of findings.slice(0, 20)) {
    console.log(
      `\n${target}: --seed ${seed} --first ${index} --count 1\n  ${what.split("\n").slice(0, 6).join("\n  ")}`,
    );
  }
  if (findings.length > 0) console.log(`\n${target}: ${findings.length} findings`);
  failed ||= findings.length > 0;
}
process.exit(failed ? 1 : 0);

/** Runs a campaign in a process of its own and ends it when a mutation hangs or its heap is full. */
function campaign(target: string): Promise<{ report: CampaignReport } | { finding: Finding }> {
  return new Promise((resolve) => {
    let index = first;
    let since = Date.now();
    const count = Number(values.count ?? TARGETS.find(({ name }) => name === target)?.count ?? 1000);
    const options = { target, count, seed, first, limitMs: LIMIT_MS };
    const child = fork(
      fileURLToPath(new URL("./campaign-process.ts", import.meta.url)),
      [JSON.stringify(options)],
      {
        execArgv: ["--import", "tsx", `--max-old-space-size=${HEAP_MEGABYTES}`],
      },
    );
    const end = (outcome: { report: CampaignReport } | { finding: Finding }) => {
      clearInterval(watch);
      child.kill("SIGKILL");
      resolve(outcome);
    };
    const watch = setInterval(() => {
      if (Date.now() - since > HANG_MS) end({ finding: { index, what: `still busy after ${HANG_MS} ms` } });
    }, 1000);
    child.on("message", (message: { index: number } | { report: CampaignReport }) => {
      since = Date.now();
      if ("report" in message) end(message);
      else index = message.index;
    });
    child.on("exit", (code, signal) =>
      end({ finding: { index, what: `the process ended: ${code ?? signal}` } }),
    );
  });
}

function print(report: CampaignReport, seconds: number): void {
  const { target, mutations, accepted, refused, slowestMs, peakBytes } = report;
  console.log(`${target}: ${mutations} mutations in ${seconds.toFixed(0)} s`);
  console.log(`  read: ${accepted}`);
  for (const [code, times] of Object.entries(refused).sort(([, a], [, b]) => b - a)) {
    console.log(`  refused with ${code}: ${times}`);
  }
  console.log(
    `  slowest: ${slowestMs.toFixed(0)} ms; memory grew by at most ${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
  );
}
