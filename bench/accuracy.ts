/**
 * `npm run accuracy`: top-1 of every bundled model as FP32 and quantized, per tensor and per channel, at 8 to 2
 * bits of weights (activations 8 bits, static, min–max on 128 pictures), on all evaluation pictures. Runs the
 * lab's own engine in Node.js, on the WASM provider, and prints a Markdown table.
 */
import type { Bits, Granularity } from "#core/recipe.ts";
import { countCorrect, entries, fileOf, type ModelEntry, quantizer } from "./bundled.ts";

const BITS: readonly Bits[] = [8, 6, 5, 4, 3, 2];
const GRANULARITIES: readonly Granularity[] = [{ kind: "tensor" }, { kind: "channel" }];

async function percent(file: Uint8Array, entry: ModelEntry): Promise<string> {
  return ((100 * (await countCorrect(file, entry))) / entry.top1.total).toFixed(1);
}

const row = (cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
row(["model", "FP32", ...BITS.flatMap((bits) => [`w${bits} tensor`, `w${bits} channel`])]);
row(["---", "---", ...BITS.flatMap(() => ["---", "---"])]);
for (const entry of entries) {
  const quantize = await quantizer(entry);
  const cells = [await percent(fileOf(entry), entry)];
  for (const bits of BITS) {
    for (const granularity of GRANULARITIES) {
      cells.push(await percent(quantize({ weights: { bits, scheme: "symmetric", granularity } }), entry));
    }
  }
  row([entry.id, ...cells]);
}
