// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { ChartExamples } from "./fixtures/example.ts";

const files = import.meta.glob<{ examples: ChartExamples }>("./**/*.example.tsx", { eager: true });
const charts = Object.keys(import.meta.glob(["./*Chart.tsx", "./*/*Chart.tsx", "./mini/*.tsx"])).filter(
  (path) => !/\.example\./.test(path),
);

/** Nothing is laid out here: every element is as large as a panel. */
const SIZE = { width: 640, height: 320 };

beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(SIZE.width);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(
    new DOMRect(0, 0, SIZE.width, SIZE.height),
  );
});
afterAll(() => void vi.restoreAllMocks());
afterEach(cleanup);

test("every chart has examples", () => {
  expect(charts.length).toBeGreaterThan(10);
  const without = charts.filter((path) => !(path.replace(".tsx", ".example.tsx") in files));
  expect(without).toEqual([]);
});

describe.each(Object.entries(files))("%s", (_, { examples }) => {
  test.each(Object.entries(examples))("%s: is drawn, named, and said as a table", (_state, example) => {
    const { container } = render(
      <MantineProvider withCssVariables={false} withGlobalClasses={false}>
        {example}
      </MantineProvider>,
    );
    const figure = container.querySelector("figure");
    expect(figure?.getAttribute("aria-label")).toMatch(/\w/);
    expect(container.querySelector("[data-picture] svg")).not.toBeNull();

    const places = [...container.querySelectorAll("svg *")].flatMap((element) =>
      [...element.attributes]
        .filter(({ value }) => /NaN|Infinity/.test(value))
        .map(({ name, value }) => `${element.tagName} ${name}=${value}`),
    );
    expect(places).toEqual([]);

    const details = container.querySelector("details");
    if (!details) throw new Error("no table");
    details.open = true;
    fireEvent(details, new Event("toggle"));
    const table = container.querySelector("table");
    expect(table?.querySelector("caption")?.textContent).toMatch(/\w/);
    const columns = table?.querySelectorAll("thead th").length;
    for (const row of table?.querySelectorAll("tbody tr") ?? []) expect(row.children.length).toBe(columns);
  });
});
