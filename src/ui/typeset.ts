import katex from "katex";
import "katex/dist/katex.css";

/** Sets TeX into an element; MathML beside it is for screen readers. */
export function typeset(element: HTMLElement, tex: string, isDisplay: boolean): void {
  katex.render(tex, element, { displayMode: isDisplay, output: "htmlAndMathml", throwOnError: false });
}
