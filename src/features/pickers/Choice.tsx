import { Badge, UnstyledButton } from "@mantine/core";
import classes from "./Choice.module.css";

export interface ChoiceProps {
  name: string;
  description: string;
  facts: string[];
  chosen: boolean;
  onChoose: () => void;
}

/** One model or image set to choose. */
export function Choice({ name, description, facts, chosen, onChoose }: ChoiceProps) {
  return (
    <UnstyledButton
      className={classes.choice}
      aria-current={chosen || undefined}
      data-autofocus={chosen || undefined}
      onClick={onChoose}
    >
      <span className={classes.name}>
        {name}
        {chosen && (
          <Badge size="sm" variant="light">
            Loaded
          </Badge>
        )}
      </span>
      {description && <span className={classes.description}>{description}</span>}
      <span className={classes.facts}>
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </span>
    </UnstyledButton>
  );
}
