import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from "@mantine/core";
import type { Plugin } from "vite";
import { cssVariables, theme } from "../src/ui/theme.ts";

const NAME = "virtual:theme.css";
/** Absolute, so that Vite takes it for a stylesheet like any other. */
const PATH = "/virtual-theme.css";

function stylesheet(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const [usual, own] = [defaultCssVariablesResolver(merged), cssVariables(merged)];
  return convertCssVariables({
    variables: { ...usual.variables, ...own.variables },
    light: { "--mantine-color-scheme": "light", ...usual.light, ...own.light },
    dark: { "--mantine-color-scheme": "dark", ...usual.dark, ...own.dark },
  });
}

/** The theme's variables as a file, so that Mantine need not write a style element that the policy would refuse. */
export function themeStylesheet(): Plugin {
  return {
    name: "theme-stylesheet",
    resolveId: (id) => (id === NAME ? PATH : undefined),
    load: (id) => (id === PATH ? stylesheet() : undefined),
  };
}
