import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useLab } from "#store/lab-context.ts";
import { DialogHead } from "#ui/notice/DialogHead.tsx";
import { useReturnFocus } from "#ui/use-return-focus.ts";
import { DataCard } from "./DataCard.tsx";
import { DataList } from "./DataList.tsx";
import { KeptList } from "./KeptList.tsx";
import lists from "./lists.module.css";
import { ModelCard } from "./ModelCard.tsx";
import { ModelList } from "./ModelList.tsx";
import { OpenOwn } from "./OpenOwn.tsx";

/** What is loaded, in detail, and everything that can take its place. */
export function PickerDialog() {
  const { picker, openPicker } = useLab(({ picker, openPicker }) => ({ picker, openPicker }));
  const narrow = useMediaQuery("(max-width: 48em)");
  useReturnFocus();
  const title = picker === "data" ? "Images" : "Model";
  return (
    <Modal
      opened={picker !== null}
      onClose={() => openPicker(null)}
      withCloseButton={false}
      size="xl"
      fullScreen={narrow}
    >
      <DialogHead title={title} close="Close" onClose={() => openPicker(null)} />
      {picker && (
        <div className={lists.sections}>
          {picker === "data" ? <DataCard /> : <ModelCard />}
          <section aria-label="Open your own">
            <h3 className={lists.heading}>
              Open your own
              <span className={lists.aside}>or drop it anywhere on the page</span>
            </h3>
            <OpenOwn what={picker} />
          </section>
          <KeptList what={picker} />
          <section aria-label="With the page">
            <h3 className={lists.heading}>With the page</h3>
            {picker === "data" ? <DataList /> : <ModelList />}
          </section>
        </div>
      )}
    </Modal>
  );
}
