/** A name for a chart's files, from what the chart is called. */
export function fileStem(label: string): string {
  const words = label.toLowerCase().match(/[a-z0-9]+/g) ?? ["chart"];
  return words.join("-").slice(0, 80).replace(/-$/, "");
}
