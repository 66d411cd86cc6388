import { Button, Modal, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import type { LayerOverride, Recipe } from "#experiment/recipe.ts";
import type { LayerResult } from "#experiment/result.ts";
import type { LayerInfo } from "#protocol/messages.ts";
import { DialogHead } from "#ui/notice/DialogHead.tsx";
import { useReturnFocus } from "#ui/use-return-focus.ts";
import { formatCount, formatCounted } from "#words/format.ts";
import classes from "./ExceptionsDialog.module.css";
import { globMatcher } from "./glob.ts";
import { LayerPicker } from "./LayerPicker.tsx";
import { OverrideEditor } from "./OverrideEditor.tsx";
import type { Overrides } from "./overrides.ts";
import { meaningful, overrideGroups, overrideText, withOverride } from "./overrides.ts";
import { SelectionBar } from "./SelectionBar.tsx";

export interface ExceptionsDialogProps {
  recipe: Recipe;
  layers: LayerInfo[];
  /** Of the latest run, if it was of this model; empty otherwise. */
  results: LayerResult[];
  /** Chosen when the dialog opens. */
  initial: string[];
  /** One step to undo each. */
  onChange: (overrides: Overrides) => void;
  onClose: () => void;
}

/** The exception that all of these layers have alike; null where they differ or have none. */
function sharedOverride(overrides: Overrides, names: Iterable<string>): LayerOverride | null {
  const list = [...names];
  const own = Object.fromEntries(list.map((name) => [name, overrides[name] ?? {}]));
  const groups = overrideGroups(own);
  return groups.length === 1 ? meaningful(groups[0].override) : null;
}

/** Choose layers at the left, say at the right what is different about them. */
export default function ExceptionsDialog(props: ExceptionsDialogProps) {
  const { recipe, layers, results, initial, onChange, onClose } = props;
  const narrow = useMediaQuery("(max-width: 48em)");
  useReturnFocus();
  const overrides = recipe.layers;
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set(initial));
  const [pattern, setPattern] = useState("");
  const [draft, setDraft] = useState<LayerOverride>(
    () => sharedOverride(overrides, initial) ?? { precision: "fp32" },
  );
  const matching = useMemo(() => {
    const matches = globMatcher(pattern);
    return layers.filter(({ name }) => matches(name));
  }, [layers, pattern]);

  const choose = (names: ReadonlySet<string>) => {
    setSelected(names);
    const shared = sharedOverride(overrides, names);
    if (shared) setDraft(shared);
  };
  const select = (names: string[], on: boolean) => {
    const next = new Set(selected);
    for (const name of names) on ? next.add(name) : next.delete(name);
    choose(next);
  };
  const own = meaningful(draft);
  const withException = [...selected].filter((name) => name in overrides);
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size={880}
      fullScreen={narrow}
      transitionProps={{ duration: 0 }}
    >
      <DialogHead title="Exceptions per layer" close="Close the exceptions" onClose={onClose} />
      <div className={classes.columns}>
        <section className={classes.column} aria-label="Which layers">
          <SelectionBar layers={layers} results={results} selected={selected} onSelect={select} />
          <div className={classes.pattern}>
            <TextInput
              aria-label="Name pattern"
              size="xs"
              placeholder="Name or pattern: *conv?, block.2"
              value={pattern}
              onChange={(event) => setPattern(event.currentTarget.value)}
            />
            <Button
              size="xs"
              variant="default"
              disabled={matching.length === 0}
              onClick={() =>
                select(
                  matching.map(({ name }) => name),
                  true,
                )
              }
            >
              Select {pattern ? "matching" : "all"} {formatCount(matching.length)}
            </Button>
          </div>
          <LayerPicker
            layers={matching}
            overrides={overrides}
            selected={selected}
            onToggle={(name) => select([name], !selected.has(name))}
          />
          <div className={classes.chosen}>
            <output>{formatCounted(selected.size, "layer")} chosen</output>
            <Button
              size="compact-xs"
              variant="subtle"
              disabled={selected.size === 0}
              onClick={() => setSelected(new Set())}
            >
              Choose none
            </Button>
          </div>
        </section>
        <section className={classes.column} aria-label="What is different about them">
          <OverrideEditor recipe={recipe} draft={draft} onChange={setDraft} />
          <div className={classes.actions}>
            <Button
              disabled={selected.size === 0 || !own}
              title={own ? overrideText(own) : undefined}
              onClick={() => onChange(withOverride(overrides, selected, draft))}
            >
              Apply to {formatCounted(selected.size, "layer")}
            </Button>
            <Button
              variant="default"
              disabled={withException.length === 0}
              onClick={() => onChange(withOverride(overrides, withException, {}))}
            >
              Remove from {formatCounted(withException.length, "layer")}
            </Button>
            <Button
              variant="default"
              disabled={Object.keys(overrides).length === 0}
              onClick={() => onChange({})}
            >
              Clear all exceptions
            </Button>
          </div>
        </section>
      </div>
    </Modal>
  );
}
