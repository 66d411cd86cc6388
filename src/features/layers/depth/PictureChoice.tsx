import { ActionIcon, NumberInput } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useEffect } from "react";
import { useLab } from "#store/lab-context.ts";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import { formatCount } from "#words/format.ts";
import classes from "./PictureChoice.module.css";

export interface PictureChoiceProps {
  /** Into the evaluation split. */
  index: number;
  count: number;
  onChange: (index: number) => void;
}

/** One of the evaluation pictures, by its number. */
export function PictureChoice({ index, count, onChange }: PictureChoiceProps) {
  const { picture, isPicture, requestPictures } = useLab((state) => ({
    picture: state.pictures[index],
    isPicture: state.data?.kind !== "tensors",
    requestPictures: state.requestPictures,
  }));
  useEffect(() => {
    if (isPicture) void requestPictures([index]);
  }, [isPicture, index, requestPictures]);
  const steps = [
    { label: isPicture ? "Previous picture" : "Previous item", to: index - 1, Icon: IconChevronLeft },
    { label: isPicture ? "Next picture" : "Next item", to: index + 1, Icon: IconChevronRight },
  ];
  return (
    <div className={classes.choice}>
      <div className={classes.picture}>
        {picture && <PixelPicture {...picture} label={`Evaluation picture ${index}`} />}
        {!isPicture && <p className={classes.undrawn}>Array, not drawn</p>}
      </div>
      <NumberInput
        size="xs"
        w={110}
        label={isPicture ? "Evaluation picture" : "Evaluation item"}
        description={`0 to ${formatCount(count - 1)}`}
        min={0}
        max={count - 1}
        value={index}
        clampBehavior="strict"
        allowDecimal={false}
        hideControls
        onChange={(value) => {
          if (typeof value === "number") onChange(value);
        }}
      />
      {steps.map(({ label, to, Icon }) => (
        <ActionIcon
          key={label}
          variant="default"
          aria-label={label}
          disabled={to < 0 || to >= count}
          onClick={() => onChange(to)}
        >
          <Icon size={16} aria-hidden />
        </ActionIcon>
      ))}
    </div>
  );
}
