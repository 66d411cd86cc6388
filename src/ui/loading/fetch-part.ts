/** A part of the page that is loaded when it is needed, and could not be: no fault of the program. */
export class PartNotLoaded extends Error {
  override readonly name = "PartNotLoaded";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Of a script: a style sheet is asked for again by other means. */
const ADDRESS = /https?:\/\/\S+\.js\b/;

let attempt = 0;

/**
 * Imports a part of the page and takes from it what is wanted. Some browsers keep the failure of an address for as
 * long as the page is open: where they name it, it is asked for once more in another spelling.
 *
 * @throws PartNotLoaded if it cannot be fetched, or is of another version of the lab
 */
export async function fetchPart<Module, Part>(
  load: () => Promise<Module>,
  pick: (module: Module) => Part,
): Promise<Part> {
  try {
    await fetchStylesAgain();
    return pick(await load());
  } catch (failure) {
    const [address] = ADDRESS.exec(failure instanceof Error ? failure.message : "") ?? [];
    if (address === undefined) throw new PartNotLoaded(failure);
    const url = new URL(address);
    url.searchParams.set("again", String(++attempt));
    const part = await import(/* @vite-ignore */ url.href).then(pick, (again) => {
      throw new PartNotLoaded(again);
    });
    // The build may have put the part under another name into a file of several.
    if (part === undefined) throw new PartNotLoaded(failure);
    return part;
  }
}

const lostStyles = new Set<string>();

/** Notes style sheets that could not be fetched, for the next import: the build's own loader asks for each only once. */
export function watchLostStyles(): void {
  document.addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof HTMLLinkElement) || target.rel !== "stylesheet") return;
      lostStyles.add(target.href);
      target.remove();
    },
    { capture: true },
  );
}

async function fetchStylesAgain(): Promise<void> {
  const again = [...lostStyles].map(
    (href) =>
      new Promise<void>((resolve, reject) => {
        const link = document.createElement("link");
        link.rel = "stylesheet";
        link.href = href;
        link.onload = () => resolve();
        link.onerror = () => reject(new Error(`The style sheet ${href} could not be fetched.`));
        document.head.append(link);
      }),
  );
  lostStyles.clear();
  await Promise.all(again);
}
