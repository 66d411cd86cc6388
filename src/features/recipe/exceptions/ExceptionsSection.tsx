import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Recipe } from "#experiment/recipe.ts";
import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import { formatCount } from "#words/format.ts";
import { HELP } from "../options/help-texts.ts";
import { Option } from "../options/Option.tsx";
import { RecipeSection } from "../sections/RecipeSection.tsx";
import type { OptionChange } from "../use-changes.ts";
import classes from "./ExceptionsSection.module.css";
import type { Overrides } from "./overrides.ts";
import { overrideGroups, overrideText, withOverride } from "./overrides.ts";

const ExceptionsDialog = lazyPart(
  () => import("./ExceptionsDialog.tsx"),
  ({ default: Dialog }) => Dialog,
);

export interface ExceptionsSectionProps {
  recipe: Recipe;
  layers: LayerInfo[];
  /** Of the latest run, if it was of this model; empty otherwise. */
  results: LayerResult[];
  changeOf: (path: string) => OptionChange | undefined;
  onChange: (overrides: Overrides) => void;
}

/** Layers that are treated differently: those with the same exception in one line; the dialog changes them. */
export function ExceptionsSection(props: ExceptionsSectionProps) {
  const { recipe, layers, results, changeOf, onChange } = props;
  const [opened, setOpened] = useState<string[] | null>(null);
  const groups = useMemo(() => overrideGroups(recipe.layers), [recipe.layers]);
  const known = useMemo(() => new Set(layers.map(({ name }) => name)), [layers]);
  return (
    <RecipeSection step={7} title="Exceptions">
      <Option
        label="Layers treated differently"
        name="Exceptions"
        help={HELP.exceptions}
        change={changeOf("layers")}
      >
        {groups.length > 0 && (
          <ul className={classes.groups} aria-label="Exceptions">
            {groups.map(({ override, names }) => {
              const what = overrideText(override);
              const who = names.length === 1 ? names[0] : `${formatCount(names.length)} layers`;
              const missing = names.filter((name) => !known.has(name)).length;
              return (
                <li key={what} className={classes.group}>
                  <button
                    type="button"
                    className={classes.edit}
                    title={names.slice(0, 30).join("\n")}
                    onClick={() => setOpened(names)}
                  >
                    <span className={classes.who}>{who}</span>
                    <span className={classes.what}>
                      {what}
                      {missing > 0 && layers.length > 0 && `; ${formatCount(missing)} not in this model`}
                    </span>
                  </button>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove the exception ${what} of ${who}`}
                    onClick={() => onChange(withOverride(recipe.layers, names, {}))}
                  >
                    <IconX size={14} aria-hidden />
                  </ActionIcon>
                </li>
              );
            })}
          </ul>
        )}
        <Button
          fullWidth
          size="xs"
          variant="default"
          disabled={layers.length === 0}
          onClick={() => setOpened([])}
        >
          Choose layers…
        </Button>
      </Option>
      {opened && (
        <ExceptionsDialog
          recipe={recipe}
          layers={layers}
          results={results}
          initial={opened}
          onChange={onChange}
          onClose={() => setOpened(null)}
          onDismiss={() => setOpened(null)}
        />
      )}
    </RecipeSection>
  );
}
