import "@mantine/core/styles.layer.css";
import "virtual:theme.css";
import "#ui/global.css";
import "./gallery.css";
import { MantineProvider, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { createRoot } from "react-dom/client";
import type { ChartExamples } from "#charts/fixtures/example.ts";
import { theme } from "#ui/theme.ts";

const files = import.meta.glob<{ examples: ChartExamples }>("../src/charts/**/*.example.tsx", {
  eager: true,
});
const charts = Object.entries(files).map(([path, { examples }]) => ({
  name: path.replace(/^.*\/(\w+)\.example\.tsx$/, "$1"),
  examples: Object.entries(examples),
}));

/** Every chart in every state, in the light or the dark theme. */
function Gallery() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <>
      <nav aria-label="Charts">
        <SegmentedControl
          aria-label="Theme"
          data={["light", "dark"]}
          value={colorScheme}
          onChange={(scheme) => setColorScheme(scheme === "dark" ? "dark" : "light")}
        />
        {charts.map(({ name }) => (
          <a key={name} href={`#${name}`}>
            {name}
          </a>
        ))}
      </nav>
      <main>
        <h1>Charts</h1>
        {charts.map(({ name, examples }) => (
          <section key={name} id={name} aria-label={name}>
            <h2>{name}</h2>
            {examples.map(([state, example]) => (
              <article key={state} aria-label={`${name}: ${state}`}>
                <h3>{state}</h3>
                {example}
              </article>
            ))}
          </section>
        ))}
      </main>
    </>
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");
createRoot(root).render(
  <MantineProvider
    theme={theme}
    defaultColorScheme="light"
    withCssVariables={false}
    withGlobalClasses={false}
  >
    <Gallery />
  </MantineProvider>,
);
