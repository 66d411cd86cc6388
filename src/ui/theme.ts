import type { CSSVariablesResolver, MantineColorsTuple } from "@mantine/core";
import { createTheme, Drawer, Modal } from "@mantine/core";

/** The accent: a green-blue that neither variant uses. */
const accent: MantineColorsTuple = [
  "#e4f6f3",
  "#cfeae5",
  "#a0d5cb",
  "#6dbfb0",
  "#43ac99",
  "#28a08b",
  "#148f7a",
  "#108270",
  "#086355",
  "#004f43",
];

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 7,
  colors: { accent },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: "sm",
  fontWeights: { regular: "400", medium: "500", bold: "650" },
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  components: {
    // They would lock scrolling by a style element; global.css does it instead.
    Modal: Modal.extend({ defaultProps: { lockScroll: false } }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false } }),
  },
});

/**
 * The data colours: after Okabe and Ito, so that they stay apart for colour-blind readers, and adjusted to
 * 4.5:1 on each theme's ground. FP32, quantized (A, where there are two settings) and B keep theirs everywhere; error runs along one palette, values
 * with a sign along another, with the ground as their zero.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--lab-fp32": "#0069a8",
    "--lab-quantized": "#b34700",
    "--lab-b": "#a3216f",
    "--lab-error-1": "#e3cfe6",
    "--lab-error-2": "#b683bb",
    "--lab-error-3": "#a566ab",
    "--lab-error-4": "#7b3a85",
    "--lab-error-5": "#4d1a5c",
    "--lab-negative": "#8c510a",
    "--lab-positive": "#01665e",
    "--lab-ground": "#f6f7f8",
    "--lab-surface": "#ffffff",
    "--lab-line": "#dfe3e6",
    "--lab-quiet": "#5a6470",
    "--mantine-color-dimmed": "#5a6470",
    // Links: the accent itself would have less than 4.5:1 on the ground.
    "--mantine-color-anchor": "#086355",
  },
  dark: {
    "--lab-fp32": "#5ab6ee",
    "--lab-quantized": "#f2a03d",
    "--lab-b": "#f08cc4",
    "--lab-error-1": "#4b3152",
    "--lab-error-2": "#8f5c9b",
    "--lab-error-3": "#ae74b8",
    "--lab-error-4": "#d3a3da",
    "--lab-error-5": "#f1dcf4",
    "--lab-negative": "#e0a95f",
    "--lab-positive": "#5cc4b4",
    "--lab-ground": "#15181b",
    "--lab-surface": "#1d2125",
    "--lab-line": "#343a40",
    "--lab-quiet": "#a3adb7",
    "--mantine-color-dimmed": "#a3adb7",
  },
});
