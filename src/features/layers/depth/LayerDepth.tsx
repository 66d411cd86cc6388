import { Tabs } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import type { LayerView } from "#store/tasks/layers-slice.ts";
import type { LayerDepthProps } from "../explored-layers.ts";
import { ActivationsView } from "./activations/ActivationsView.tsx";
import classes from "./LayerDepth.module.css";
import { LayerFacts } from "./LayerFacts.tsx";
import { ScatterView } from "./ScatterView.tsx";
import { KernelsView } from "./weights/KernelsView.tsx";
import { WeightsView } from "./weights/WeightsView.tsx";

const VIEWS: readonly {
  view: LayerView;
  label: string;
  Content: (props: LayerDepthProps) => React.JSX.Element;
}[] = [
  { view: "weights", label: "Weights", Content: WeightsView },
  { view: "activations", label: "Activations", Content: ActivationsView },
  { view: "scatter", label: "Scatter", Content: ScatterView },
  { view: "kernels", label: "Kernels", Content: KernelsView },
];

/** One layer from all sides; the side stays when another layer is selected. */
export function LayerDepth({ layer, run }: LayerDepthProps) {
  const { layerView, showLayerView } = useLab(({ layerView, showLayerView }) => ({
    layerView,
    showLayerView,
  }));
  return (
    <section className={classes.depth} aria-label={`Layer ${layer.info.name}`}>
      <LayerFacts layer={layer} />
      <Tabs
        value={layerView}
        keepMounted={false}
        classNames={{ tab: classes.tab }}
        onChange={(value) => {
          const chosen = VIEWS.find(({ view }) => view === value);
          if (chosen) showLayerView(chosen.view);
        }}
      >
        <Tabs.List aria-label="Sides of the layer">
          {VIEWS.map(({ view, label }) => (
            <Tabs.Tab key={view} value={view}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map(({ view, Content }) => (
          <Tabs.Panel key={view} value={view} pt="sm" className={classes.view}>
            <Content layer={layer} run={run} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}
