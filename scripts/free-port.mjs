import { createServer } from "node:net";

/** A port that nothing listens on at this host, as the system hands it out. */
export async function freePort(host = "localhost") {
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
