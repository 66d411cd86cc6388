const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 12;
const TITLE_SIZE = 14;
const TITLE_LINE = 20;

/** What gives a shape its look, with the values that need not be written down. */
const STYLES: Record<string, string | null> = {
  fill: null,
  stroke: "none",
  "stroke-width": "1px",
  "stroke-dasharray": "none",
  "stroke-opacity": "1",
  "fill-opacity": "1",
  opacity: "1",
  visibility: "visible",
};
const TEXT_STYLES: Record<string, string | null> = {
  "font-family": null,
  "font-size": null,
  "font-weight": "400",
  "text-anchor": "start",
  "dominant-baseline": "auto",
};
const DRAWN = "path, rect, circle, ellipse, line, polyline, polygon, text, tspan, g, use";

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** A copy of a chart's SVG that no longer needs the page's style sheets. */
function standalone(chart: SVGElement): SVGElement {
  const copy = chart.cloneNode(true) as SVGElement;
  const copies = copy.querySelectorAll(DRAWN);
  for (const [i, shape] of chart.querySelectorAll(DRAWN).entries()) {
    const target = copies[i];
    const computed = getComputedStyle(shape);
    const isText = target.matches("text, tspan");
    for (const [name, usual] of Object.entries(isText ? { ...STYLES, ...TEXT_STYLES } : STYLES)) {
      const value = computed.getPropertyValue(name);
      if (value === usual) target.removeAttribute(name);
      else target.setAttribute(name, value);
    }
  }
  for (const each of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of each.getAttributeNames()) {
      if (/^(class|style|role|tabindex|cursor|aria-.*|data-.*)$/.test(name)) each.removeAttribute(name);
    }
  }
  for (const foreign of copy.querySelectorAll("foreignObject, title, desc")) foreign.remove();
  return copy;
}

/** The title in lines of at most `width` pixels. */
function titleLines(title: string, width: number, font: string): string[] {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return [title];
  context.font = font;
  const lines: string[] = [];
  for (const word of title.split(" ")) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A picture of its own: title, legend and chart of a figure on the page's ground, with its colours as they are now. */
export interface SvgDocument {
  text: string;
  width: number;
  height: number;
}

/**
 * Draws a chart's figure as one SVG that looks the same outside of the page.
 *
 * @param figure a chart frame's: the legend's entries have `data-swatch` and `--swatch`, and below `data-picture` is
 *   the chart, as `svg` or `canvas` elements
 * @param title stands above it
 */
export function svgDocument(figure: HTMLElement, title: string): SvgDocument {
  const picture = figure.querySelector("[data-picture]") ?? figure;
  const frame = figure.getBoundingClientRect();
  const style = getComputedStyle(figure);
  const family = style.fontFamily;
  const width = Math.ceil(frame.width) + 2 * MARGIN;
  const lines = titleLines(title, frame.width, `600 ${TITLE_SIZE}px ${family}`);
  const top = MARGIN + lines.length * TITLE_LINE + 4;
  const height = Math.ceil(picture.getBoundingClientRect().bottom - frame.top) + top + MARGIN;
  const root = element("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(element("rect", { width, height, fill: style.getPropertyValue("--lab-surface") }));
  const write = (text: string, x: number, y: number, more: Record<string, string | number>) => {
    const made = element("text", { x, y, fill: style.color, "font-family": family, ...more });
    made.textContent = text;
    root.append(made);
  };
  for (const [i, line] of lines.entries()) {
    write(line, MARGIN, MARGIN + TITLE_SIZE + i * TITLE_LINE, {
      "font-size": TITLE_SIZE,
      "font-weight": 600,
    });
  }
  const place = (each: Element) => {
    const box = each.getBoundingClientRect();
    return { x: box.left - frame.left + MARGIN, y: box.top - frame.top + top, box };
  };
  for (const entry of figure.querySelectorAll<HTMLElement>("[data-swatch]")) {
    const { x, y, box } = place(entry);
    const middle = y + box.height / 2;
    const look = getComputedStyle(entry);
    const fill = look.getPropertyValue("--swatch");
    root.append(element("rect", { x, y: middle - 5.5, width: 11, height: 11, rx: 2, fill }));
    write(entry.textContent ?? "", x + 18, middle, {
      "font-size": look.fontSize,
      "dominant-baseline": "central",
    });
  }
  for (const part of picture.querySelectorAll<SVGElement | HTMLCanvasElement>("svg, canvas")) {
    // Part of a drawing that is copied whole.
    if (part.parentElement?.closest("svg")) continue;
    const { x, y, box } = place(part);
    if (part instanceof HTMLCanvasElement) {
      const { width, height } = box;
      root.append(element("image", { x, y, width, height, href: part.toDataURL() }));
    } else {
      const chart = standalone(part);
      chart.setAttribute("x", String(x));
      chart.setAttribute("y", String(y));
      root.append(chart);
    }
  }
  return { text: new XMLSerializer().serializeToString(root), width, height };
}
