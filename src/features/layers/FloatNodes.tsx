import type { FloatNode } from "#experiment/result.ts";
import { Panel } from "#ui/Panel.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import classes from "./FloatNodes.module.css";

/** What stayed in floating point although the lab quantizes its operator, and why. */
export function FloatNodes({ nodes }: { nodes: FloatNode[] }) {
  return (
    <Panel title="Kept in floating point">
      {nodes.length === 0 ? (
        <p className={classes.none}>None: every layer that the lab knows how to quantize was quantized.</p>
      ) : (
        <ScrollBox label="Nodes kept in floating point" maxHeight={260}>
          <ul className={classes.list}>
            {nodes.map(({ name, op, reason }) => (
              <li key={name}>
                <code>{name}</code> <span className={classes.op}>{op}</span> {reason}
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </Panel>
  );
}
