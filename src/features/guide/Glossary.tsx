import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useState } from "react";
import { Meaning } from "#ui/glossary/Meaning.tsx";
import { GLOSSARY, type TermId } from "#words/glossary.ts";
import classes from "./Glossary.module.css";

const IDS = Object.keys(GLOSSARY) as TermId[];

const isAbout = (id: TermId, words: string): boolean =>
  `${GLOSSARY[id].term} ${GLOSSARY[id].text}`.toLowerCase().includes(words.trim().toLowerCase());

/** Every word of the field that the lab uses. */
export function Glossary() {
  const [words, setWords] = useState("");
  const sought = useDeferredValue(words);
  const found = IDS.filter((id) => isAbout(id, sought));
  return (
    <>
      <TextInput
        className={classes.search}
        aria-label="Search the glossary"
        placeholder="Search"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <dl className={classes.list}>
        {found.map((id) => (
          <div key={id} className={classes.entry}>
            <dt className={classes.term}>{GLOSSARY[id].term}</dt>
            <dd className={classes.meaning}>
              <Meaning id={id} />
            </dd>
          </div>
        ))}
      </dl>
      {found.length === 0 && <p>No entry mentions “{sought}”.</p>}
    </>
  );
}
