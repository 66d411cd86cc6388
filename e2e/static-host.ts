import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

const PATH = "/some/where/";

export interface StaticHost {
  /** Of the lab, under a sub-path. */
  url: string;
  /** Serves another folder from now on, as after a new build. */
  serve: (folder: string) => void;
  /** Ends it as if it had never been there. */
  stop: () => Promise<void>;
}

/** The folder of the build that is tested. */
export const builtLab = process.env.LAB_DIST ?? "dist";

/** A host as the plainest there are: the built lab under a sub-path, no header but the type, no fallback page. */
export async function staticHost(): Promise<StaticHost> {
  let folder = builtLab;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://host");
    const asked = pathname.startsWith(PATH) ? pathname.slice(PATH.length) : "nowhere";
    const file = join(folder, normalize(`/${asked || "index.html"}`));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    serve: (other) => {
      folder = other;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
