import { guessedClasses, nearChance } from "#experiment/outcomes/near-chance.ts";
import { pairedOutcome, pairedRuns } from "#experiment/outcomes/paired-outcomes.ts";
import type { PairedOutcome } from "#statistics/paired-interval.ts";
import { pairedTest } from "#statistics/paired-test.ts";
import { wilsonInterval } from "#statistics/statistics.ts";
import { Panel } from "#ui/Panel.tsx";
import { VariantName } from "#ui/VariantName.tsx";
import { formatCount, formatCounted, formatPercent, formatPoints } from "#words/format.ts";
import { accuracyWords, pairWords } from "#words/pair-words.ts";
import { capitalized, formatList } from "#words/recipe-words.ts";
import { formatPointsRange, formatPValue } from "#words/statistics.ts";
import classes from "./PairAnswer.module.css";
import type { MeasuredPair, VariantScore } from "./pair-state.ts";

/** The answer of a pair: a sentence for each setting, three bars, and how sure that is. */
export function PairAnswer({ pair }: { pair: MeasuredPair }) {
  const { fp32, a, b, isLive, changed } = pair;
  const [wordsA, wordsB] = pairWords(a.recipe, b.recipe);
  const isScored = fp32.top1.total > 0;
  const seen = isScored ? fp32.top1.total : a.agreement.total;
  return (
    <Panel
      title="A and B beside FP32"
      note={`${formatCounted(seen, "image")}${isLive ? " so far" : ""}, the same for all three.`}
    >
      <div className={classes.answer} data-old={changed.length > 0 || undefined}>
        {changed.length > 0 && (
          <p className={classes.changed}>
            These numbers are of an earlier run: {formatList(changed)}{" "}
            {changed.length === 1 && changed[0] !== "the images" ? "has" : "have"} changed since. Press Run to
            measure again.
          </p>
        )}
        {isScored ? (
          <>
            <p className={classes.sentence}>
              {wordsA}: <Share score={a} />. {capitalized(wordsB)}: <Share score={b} />. FP32:{" "}
              <Share score={fp32} />.
            </p>
            <Bars pair={pair} />
          </>
        ) : (
          <p className={classes.sentence}>
            {wordsA}: {agreementWords(a.agreement)}. {capitalized(wordsB)}: {agreementWords(b.agreement)}.
          </p>
        )}
        {isScored && !isLive && <HowSure pair={pair} />}
      </div>
    </Panel>
  );
}

const agreementWords = ({ correct, total }: { correct: number; total: number }): string =>
  total > 0 ? `answers as FP32 on ${formatPercent(correct / total)} of the images` : "no classes to compare";

function isCollapsed({ top1, perClass }: VariantScore): boolean {
  return nearChance(top1.correct, top1.total, guessedClasses(perClass)).nearChance;
}

function Share({ score }: { score: VariantScore }) {
  return (
    <strong className={classes.share} data-collapsed={isCollapsed(score) || undefined}>
      {accuracyWords(score.top1, score.perClass)}
    </strong>
  );
}

/** Three accuracies on one scale from 0 to 100 %, with what guessing gives. */
function Bars({ pair: { fp32, a, b } }: { pair: MeasuredPair }) {
  const chance = 1 / Math.max(1, guessedClasses(fp32.perClass));
  const bars = [
    { variant: "fp32", name: "FP32", score: fp32 },
    { variant: "quantized", name: "A", score: a },
    { variant: "b", name: "B", score: b },
  ] as const;
  return (
    <div className={classes.bars}>
      <dl className={classes.rows}>
        {bars.map(({ variant, name, score }) => {
          const share = score.top1.correct / score.top1.total;
          const { low, high } = wilsonInterval(score.top1);
          return (
            <div key={name} className={classes.row} data-collapsed={isCollapsed(score) || undefined}>
              <dt>
                <VariantName variant={variant}>{name}</VariantName>
              </dt>
              <dd>
                <span className={classes.track} aria-hidden>
                  <span className={classes.bar} data-variant={variant} style={{ width: `${share * 100}%` }} />
                  <span
                    className={classes.interval}
                    style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }}
                  />
                  <span className={classes.chance} style={{ left: `${chance * 100}%` }} />
                </span>
                <span className={classes.value}>{formatPercent(share)}</span>
              </dd>
            </div>
          );
        })}
      </dl>
      <p className={classes.legend}>
        Top-1 accuracy with its 95 % interval. The dashed line is guessing, {formatPercent(chance)}.
      </p>
    </div>
  );
}

/** What the sentence leaves out: images lost and gained, intervals, tests. */
function HowSure({ pair: { fp32, a, b } }: { pair: MeasuredPair }) {
  const rows: { name: string; outcome: PairedOutcome }[] = [
    { name: "A against FP32", outcome: pairedOutcome(a.flips, fp32.top1) },
    { name: "B against FP32", outcome: pairedOutcome(b.flips, fp32.top1) },
  ];
  const isSameSet = a.top1.total === b.top1.total;
  if (isSameSet) rows.push({ name: "B against A", outcome: pairedRuns(a.flips, b.flips, a.top1) });
  return (
    <details className={classes.sure}>
      <summary>How sure is this?</summary>
      <table className={classes.tests}>
        <caption>The same images, judged in pairs</caption>
        <thead>
          <tr>
            <th scope="col">Compared</th>
            <th scope="col">Lost</th>
            <th scope="col">Gained</th>
            <th scope="col">Difference</th>
            <th scope="col">95 % interval</th>
            <th scope="col">McNemar's mid-p</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, outcome }) => {
            const { lost, gained, difference, interval, pValue: p, isSignificant } = pairedTest(outcome);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatCount(lost)}</td>
                <td>{formatCount(gained)}</td>
                <td>{formatPoints(difference)}</td>
                <td>{formatPointsRange(interval)}</td>
                <td>
                  {formatPValue(p)}, {isSignificant ? "more than chance" : "within chance"}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!isSameSet && (
        <p className={classes.legend}>
          A and B saw different numbers of images, so that they are not compared.
        </p>
      )}
      <p className={classes.legend}>
        Lost: the second classifies the image correctly and the first does not. Gained: the reverse. A small
        p-value says that drawing other images would hardly have turned the difference round.
      </p>
    </details>
  );
}
