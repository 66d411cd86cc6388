import { saveFile } from "#ui/save-file.ts";
import type { ChartTableProps } from "../frame/ChartTable.tsx";
import { csvText } from "./csv-text.ts";
import { fileStem } from "./file-stem.ts";
import { plainCell } from "./plain-cell.ts";
import { type SvgDocument, svgDocument } from "./svg-document.ts";

export type ChartFormat = "SVG" | "PNG" | "CSV";

export interface SavedChart {
  figure: HTMLElement;
  label: string;
  table: ChartTableProps;
}

/** Pixels per unit of the SVG: sharp on a dense screen and on paper. */
const PNG_SCALE = 2;

/** Hands a chart to the browser's downloads, as a picture or as its numbers. */
export async function saveChart(format: ChartFormat, { figure, label, table }: SavedChart) {
  const name = `${fileStem(label)}.${format.toLowerCase()}`;
  if (format === "CSV") {
    const rows = (table.values ?? table.rows).map((row) => row.map(plainCell));
    saveFile(name, [await csvText(table.valueColumns ?? table.columns, rows)], "text/csv");
    return;
  }
  const drawn = svgDocument(figure, label);
  if (format === "SVG") saveFile(name, [drawn.text], "image/svg+xml");
  else saveFile(name, [await pngOf(drawn)], "image/png");
}

async function pngOf({ text, width, height }: SvgDocument): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))),
        "image/png",
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
