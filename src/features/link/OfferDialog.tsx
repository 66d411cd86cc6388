import { Button, CloseButton, Group, Modal, Text } from "@mantine/core";
import { IconFile, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import type { DroppedFile } from "#protocol/messages.ts";
import { useLab } from "#store/lab-context.ts";
import { FilePick } from "#ui/FilePick.tsx";
import { useReturnFocus } from "#ui/use-return-focus.ts";
import classes from "./link.module.css";
import { offerFacts } from "./offer-facts.ts";

type Files = Partial<Record<"model" | "data", DroppedFile[]>>;

const dropped = (files: File[]): DroppedFile[] =>
  files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** What a link is about to do; nothing is fetched, opened or run before the reader agrees. */
export default function OfferDialog() {
  const { offer, recipe, busy, acceptOffer, refuseOffer } = useLab((state) => ({
    offer: state.offer,
    recipe: state.recipe,
    busy: state.tasks.run.status === "running",
    acceptOffer: state.acceptOffer,
    refuseOffer: state.refuseOffer,
  }));
  const [files, setFiles] = useState<Files>({});
  useReturnFocus();
  if (!offer) return null;
  const { experiment, missing } = offer;
  const lacks = missing.filter((what) => !files[what]);
  const fetches = [experiment.recipe.model, experiment.recipe.data].some(({ kind }) => kind === "url");
  return (
    <Modal opened onClose={refuseOffer} withCloseButton={false} size="lg">
      <div className={classes.head}>
        <Modal.Title fw={600}>Somebody sent you an experiment</Modal.Title>
        <CloseButton aria-label="Close" onClick={refuseOffer} />
      </div>
      <dl className={classes.facts}>
        {offerFacts(experiment, recipe).map(({ term, text }) => (
          <div key={term} style={{ display: "contents" }}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 && (
        <div className={classes.files}>
          <Text size="sm">
            The link names files and does not hold them. Ask the sender for them; one with another SHA-256 is
            refused.
          </Text>
          {missing.map((what) => (
            <FilePick
              key={what}
              label={what === "model" ? "The model file of the link" : "The images of the link"}
              hint={files[what]?.map(({ file }) => file.name).join(", ")}
              icon={what === "model" ? IconFile : IconPhoto}
              takes="files"
              onPick={(picked) => setFiles({ ...files, [what]: dropped(picked) })}
            />
          ))}
        </div>
      )}
      {fetches && (
        <Text size="sm" mb="md">
          The address above will see that you fetched the file, as with any download. Nothing of yours is
          sent.
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={refuseOffer}>
          Not now
        </Button>
        <Button
          disabled={lacks.length > 0 || busy}
          title={busy ? "A run is under way: wait for it, or cancel it." : undefined}
          onClick={() => void acceptOffer(files)}
          data-autofocus
        >
          Open and run
        </Button>
      </Group>
    </Modal>
  );
}
