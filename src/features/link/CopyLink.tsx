import { ActionIcon, Button, CloseButton, Modal, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconCheck, IconLink } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useLab } from "#store/lab-context.ts";
import classes from "./link.module.css";

const SHOWN_MS = 2500;

/** Puts the experiment, with the numbers of its run, into a link on the clipboard. */
export function CopyLink() {
  const { linkFragment, ready } = useLab((state) => ({
    linkFragment: state.linkFragment,
    ready: state.recipe !== null,
  }));
  const narrow = useMediaQuery("(max-width: 75em)");
  const [copied, setCopied] = useState(false);
  /** The link itself, where the clipboard is closed to the page. */
  const [byHand, setByHand] = useState<string | null>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const fragment = await linkFragment(true);
    if (fragment === null) return;
    const link = `${location.origin}${location.pathname}#${fragment}`;
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      setByHand(link);
    }
  };

  const Icon = copied ? IconCheck : IconLink;
  const button = { variant: "default", disabled: !ready, onClick: () => void copy(), "data-tour": "share" };
  return (
    <>
      {narrow ? (
        <ActionIcon {...button} size="lg" aria-label="Copy link">
          <Icon size={18} aria-hidden />
        </ActionIcon>
      ) : (
        <Button {...button} className={classes.copy} leftSection={<Icon size={16} aria-hidden />}>
          {copied ? "Copied" : "Copy link"}
        </Button>
      )}
      <span className={classes.spoken} aria-live="polite">
        {copied && "The link is on the clipboard."}
      </span>
      <Modal opened={byHand !== null} onClose={() => setByHand(null)} withCloseButton={false} size="lg">
        <div className={classes.head}>
          <Modal.Title>The link to this experiment</Modal.Title>
          <CloseButton aria-label="Close" onClick={() => setByHand(null)} />
        </div>
        <TextInput
          label="The browser keeps the clipboard from this page: copy it from here"
          value={byHand ?? ""}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
        />
      </Modal>
    </>
  );
}
