/**
 * The address that a pasted link's file can be fetched from: `https` where no scheme is given, `http` on this machine, and the file itself
 * where the link shows a page about it (Hugging Face's and GitHub's "blob" links). Null where it is no web address.
 */
export function downloadUrl(pasted: string): string | null {
  const text = pasted.trim();
  if (text === "") return null;
  let url: URL;
  try {
    url = new URL(hasScheme(text) ? text : `${isLocal(text) ? "http" : "https"}://${text}`);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || !/[.:]|^localhost$/.test(url.hostname)) return null;
  if (/^(www\.)?(huggingface\.co|hf\.co)$/.test(url.hostname)) {
    url.pathname = url.pathname.replace("/blob/", "/resolve/");
  }
  const [, owner, repository, file] =
    /^\/([^/]+)\/([^/]+)\/(?:blob|raw)\/(.+)$/.exec(url.hostname === "github.com" ? url.pathname : "") ?? [];
  return file ? `https://raw.githubusercontent.com/${owner}/${repository}/${file}` : url.href;
}

const hasScheme = (text: string): boolean => /^[a-z][a-z\d+.-]*:\/\//i.test(text);
const isLocal = (text: string): boolean => /^(localhost|127\.0\.0\.1)([:/]|$)/.test(text);

/** The last part of an address's path, as a person would name the file. */
export function nameOfUrl(url: string): string {
  const { hostname, pathname } = new URL(url);
  const last = pathname.split("/").findLast((part) => part !== "");
  if (last === undefined) return hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
