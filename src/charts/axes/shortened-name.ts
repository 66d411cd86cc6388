/** A name with its middle left out, where it is longer than this many characters: layers differ at both ends. */
export function shortenedName(name: string, most: number): string {
  if (name.length <= most) return name;
  const start = Math.floor((most - 1) / 2);
  return `${name.slice(0, start)}…${name.slice(name.length - (most - 1 - start))}`;
}
