/**
 * Whether names match a pattern, without regard to case: `*` stands for any run of characters, `?` for one. A
 * pattern without either is looked for anywhere in the name; an empty one matches every name.
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  const wanted = pattern.trim().toLowerCase();
  if (!/[*?]/.test(wanted)) return (name) => name.toLowerCase().includes(wanted);
  return (name) => matches(wanted, name.toLowerCase());
}

/** Linear but for returning to the last star: at most pattern × name steps, whatever the pattern. */
function matches(pattern: string, name: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let resume = 0;
  while (place < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      resume = place;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[place])) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
