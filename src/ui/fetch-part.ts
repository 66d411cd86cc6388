/** A part of the page that is loaded when it is needed, and could not be: no fault of the program. */
export class PartNotLoaded extends Error {
  override readonly name = "PartNotLoaded";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const ADDRESS = /https?:\/\/\S+/;

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
  let failure: unknown;
  try {
    await fetchStylesAgain();
    return pick(await load());
  } catch (error) {
    failure = error;
  }
  const [address] = ADDRESS.exec(failure instanceof Error ? failure.message : "") ?? [];
  if (address === undefined) throw new PartNotLoaded(failure);
  try {
    const url = new URL(address);
    url.searchParams.set("again", String(++attempt));
    const part = pick(await import(/* @vite-ignore */ url.href));
    if (part === undefined) throw new Error("The file has other contents than expected.", { cause: failure });
    return part;
  } catch (error) {
    throw new PartNotLoaded(error);
  }
}

/** A style sheet that could not be fetched is not asked for again by the import that wanted it. */
async function fetchStylesAgain(): Promise<void> {
  const lost = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"][data-lost]')];
  await Promise.all(
    lost.map(
      (link) =>
        new Promise<void>((resolve, reject) => {
          const again = document.createElement("link");
          again.rel = "stylesheet";
          again.href = link.href;
          again.onload = () => resolve();
          again.onerror = () => {
            again.dataset.lost = "";
            reject(new Error(`The style sheet ${link.href} could not be fetched.`));
          };
          link.replaceWith(again);
        }),
    ),
  );
}
