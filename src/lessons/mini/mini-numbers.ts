/** Numbers found in a text, and what else was in it. */
export interface ParsedNumbers {
  values: Float32Array;
  /** The first few words that are no finite float32, each with its line, counted from 1. */
  refused: { word: string; line: number }[];
  refusedCount: number;
  /** The text goes on beyond the limit: what follows was not read. */
  isCut: boolean;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** What Python prints around an array. */
const AROUND = /^(?:(?:torch\.)?tensor|(?:(?:np|numpy)\.)?array|(?:dtype|device|grad_fn)=.*)$/;
const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;
const NAMED = 5;
const LONGEST_WORD = 24;

/**
 * Numbers with a decimal point, in any lines, separated by blanks, commas, semicolons or brackets; what Python prints
 * around an array is passed over. Reading stops after `limit` numbers or as many other words, so that its cost is
 * bounded.
 */
export function parseNumbers(text: string, limit: number): ParsedNumbers {
  const found: number[] = [];
  const refused: ParsedNumbers["refused"] = [];
  let refusedCount = 0;
  let line = 1;
  for (const [token] of text.matchAll(/\n|[^\s,;|[\](){}]+/g)) {
    if (token === "\n") {
      line++;
      continue;
    }
    if (AROUND.test(token)) continue;
    if (found.length === limit || refusedCount === limit) {
      return { values: Float32Array.from(found), refused, refusedCount, isCut: true };
    }
    const plain = token.replace("\u2212", "-");
    const value = NUMBER.test(plain) ? Number(plain) : Number.NaN;
    if (Math.abs(value) <= LARGEST_FLOAT32) found.push(value);
    else {
      refusedCount++;
      const word = token.length > LONGEST_WORD ? `${token.slice(0, LONGEST_WORD)}…` : token;
      if (refused.length < NAMED) refused.push({ word, line });
    }
  }
  return { values: Float32Array.from(found), refused, refusedCount, isCut: false };
}
