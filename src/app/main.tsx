import "@mantine/core/styles.layer.css";
import "virtual:theme.css";
import "#ui/global.css";
import { MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createLabWorker, createMiniWorker } from "#client/create-worker.ts";
import { LabClient } from "#client/lab-client.ts";
import type { MiniMessages } from "#protocol/mini.ts";
import { indexedDbStore } from "#store/kept/indexed-db.ts";
import { LabContext } from "#store/lab-context.ts";
import { createLabStore } from "#store/lab-store.ts";
import { watchLostStyles } from "#ui/loading/fetch-part.ts";
import { ErrorBoundary } from "#ui/notice/ErrorBoundary.tsx";
import { theme } from "#ui/theme.ts";
import { App } from "./App.tsx";
import { followAddress } from "./follow-address.ts";

watchLostStyles();

const store = createLabStore({
  client: new LabClient(createLabWorker),
  openMini: () => new LabClient<MiniMessages>(createMiniWorker),
  baseUrl: new URL(import.meta.env.BASE_URL, document.baseURI).href,
  fetch: (url) => fetch(url),
  keptStore: indexedDbStore(),
});
void store
  .getState()
  .start(location.hash.slice(1))
  .then(() => followAddress(store));

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      // The Content-Security-Policy lets no style element in: the variables are in a file.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ErrorBoundary
        kept="Drawing the page failed; nothing of yours was sent anywhere."
        action={{ label: "Reload", onClick: () => location.reload() }}
      >
        <LabContext value={store}>
          <App />
        </LabContext>
      </ErrorBoundary>
    </MantineProvider>
  </StrictMode>,
);
