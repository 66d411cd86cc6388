import CompareTab from "#features/compare/CompareTab.tsx";
import { PairSection } from "#features/pair/PairSection.tsx";

/** The pair, then A in full. */
export default function ComparePage() {
  return (
    <CompareTab>
      <PairSection />
    </CompareTab>
  );
}
