import { useEffect, useRef } from "react";
import classes from "./PixelPicture.module.css";

export interface PixelPictureProps {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
  /** Side on the page in CSS pixels. */
  side: number;
  label: string;
}

/** A small picture drawn larger with its pixels kept square. */
export function PixelPicture({ width, height, rgba, side, label }: PixelPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [rgba, width, height]);
  return (
    <canvas
      ref={canvas}
      className={classes.picture}
      width={width}
      height={height}
      style={{ width: side, height: side }}
      role="img"
      aria-label={label}
    />
  );
}
