import { SegmentedControl, Skeleton } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import {
  IMAGE_FILTERS,
  type ImageAnswers,
  imageAnswers,
  isRight,
} from "#experiment/outcomes/pair-answers.ts";
import { NO_CLASS } from "#experiment/outcomes/predictions.ts";
import type { Answers } from "#experiment/result.ts";
import { useLab } from "#store/lab-context.ts";
import { Panel } from "#ui/Panel.tsx";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import { VariantName } from "#ui/VariantName.tsx";
import { formatCount, formatCounted } from "#words/format.ts";
import classes from "./ImageWall.module.css";
import type { MeasuredPair } from "./pair-state.ts";

const SHOWN = 24;
const VARIANTS = [
  { name: "FP32", variant: "fp32", answer: ({ fp32 }: ImageAnswers) => fp32 },
  { name: "A", variant: "quantized", answer: ({ a }: ImageAnswers) => a },
  { name: "B", variant: "b", answer: ({ b }: ImageAnswers) => b },
] as const;

/** Some evaluation images with what FP32, A and B answer, by who is right. */
export function ImageWall({ pair, answers }: { pair: MeasuredPair; answers: Answers }) {
  const { a, b, classNames, imagesLoaded } = pair;
  const requestPictures = useLab((state) => state.requestPictures);
  const [filter, setFilter] = useState<string>("all");
  const [chosen, setChosen] = useState<number | null>(null);
  const images = useMemo(() => imageAnswers(answers, a.flips, b.flips), [answers, a.flips, b.flips]);
  const kept = useMemo(
    () => IMAGE_FILTERS.map(({ id, name, keeps }) => ({ id, name, images: images.filter(keeps) })),
    [images],
  );
  const isLabelled = images.some(({ label }) => label >= 0);
  const current = kept.find(({ id }) => id === filter) ?? kept[0];
  const shown = current.images.slice(0, SHOWN);
  const wanted = shown.map(({ index }) => index).join(",");
  useEffect(() => {
    if (wanted && imagesLoaded) void requestPictures(wanted.split(",").map(Number));
  }, [wanted, imagesLoaded, requestPictures]);
  const looked = shown.find(({ index }) => index === chosen) ?? null;
  return (
    <Panel
      title="Image by image"
      note={
        isLabelled
          ? "✓ classified correctly, ✗ not: FP32, A and B in this order. Press an image to read the three answers."
          : "These images have no labels. Press one to read the three answers."
      }
      aside={
        isLabelled && (
          <SegmentedControl
            size="xs"
            aria-label="Which images to show"
            className={classes.filter}
            value={current.id}
            onChange={setFilter}
            data={kept.map(({ id, name, images: some }) => ({
              value: id,
              label: `${name} ${formatCount(some.length)}`,
            }))}
          />
        )
      }
    >
      {shown.length === 0 ? (
        <p className={classes.none}>No image is of this kind.</p>
      ) : (
        <ul className={classes.wall}>
          {shown.map((image) => (
            <li key={image.index}>
              <Tile
                image={image}
                name={nameOf(image.label, classNames)}
                imagesLoaded={imagesLoaded}
                isChosen={image.index === chosen}
                onChoose={() => setChosen(image.index === chosen ? null : image.index)}
              />
            </li>
          ))}
        </ul>
      )}
      {current.images.length > shown.length && (
        <p className={classes.more}>
          The first {formatCount(shown.length)} of {formatCounted(current.images.length, "image")}, in the
          order in which they were drawn.
        </p>
      )}
      <p className={classes.looked} aria-live="polite">
        {looked && (
          <>
            Image {looked.index}
            {looked.label >= 0 && `, ${nameOf(looked.label, classNames)}`}:{" "}
            {VARIANTS.map(({ name, variant, answer }) => (
              <span key={name} className={classes.answer}>
                <VariantName variant={variant}>{name}</VariantName> {nameOf(answer(looked), classNames)}{" "}
                {looked.label >= 0 && (isRight(looked, answer(looked)) ? "✓" : "✗")}
              </span>
            ))}
          </>
        )}
      </p>
    </Panel>
  );
}

function nameOf(index: number | null, classNames: readonly string[]): string {
  if (index === null || index === NO_CLASS) return "no class: no score is a number";
  return index < 0 ? "a class that the images lack" : (classNames[index] ?? `class ${index}`);
}

interface TileProps {
  image: ImageAnswers;
  name: string;
  imagesLoaded: boolean;
  isChosen: boolean;
  onChoose: () => void;
}

function Tile({ image, name, imagesLoaded, isChosen, onChoose }: TileProps) {
  const { picture, isDrawn } = useLab((state) => ({
    picture: imagesLoaded ? state.pictures[image.index] : null,
    isDrawn: state.data?.kind !== "tensors",
  }));
  const marks = VARIANTS.map(({ name: by, variant, answer }) => ({
    ...{ by, variant },
    right: image.label < 0 ? null : isRight(image, answer(image)),
  }));
  const said = marks.map(({ by, right }) => (right === null ? by : `${by} ${right ? "right" : "wrong"}`));
  return (
    <button
      type="button"
      className={classes.tile}
      aria-pressed={isChosen}
      aria-label={`Image ${image.index}${image.label >= 0 ? `, ${name}` : ""}: ${said.join(", ")}`}
      onClick={onChoose}
    >
      {picture ? (
        <PixelPicture {...picture} label="" />
      ) : isDrawn ? (
        <Skeleton className={classes.missing} animate={false} />
      ) : (
        <span className={classes.undrawn}>{image.index}</span>
      )}
      <span className={classes.label}>{image.label >= 0 ? name : `Image ${image.index}`}</span>
      <span className={classes.marks} aria-hidden>
        {marks.map(({ by, variant, right }) => (
          <span key={by} data-variant={variant} data-right={right ?? undefined}>
            {right === null ? "·" : right ? "✓" : "✗"}
          </span>
        ))}
      </span>
    </button>
  );
}
