import { expect, test } from "vitest";
import { contextOf, residualLab } from "../fixtures/lab.ts";
import { never } from "../fixtures/run-lab.ts";
import { droppedImages, pngs } from "../fixtures/strangers.ts";
import { nameClasses } from "./data.ts";

/** The residual net, which has five classes, and images labelled by number. */
async function numbered() {
  const context = await contextOf(residualLab());
  const { workspace } = context;
  workspace.openData(
    await droppedImages(await pngs(Array.from({ length: 10 }, (_, i) => `${i}_label${i % 5}.png`))),
  );
  return { ...context, workspace, signal: never };
}

const five = ["ash", "beech", "cedar", "dogwood", "elm"];

test("classes are named by a list, and are numbers again without one", async () => {
  const context = await numbered();
  const { labels } = context.workspace.data.evaluation;
  expect((await nameClasses({ by: five }, context)).map(({ name }) => name)).toEqual(five);
  expect(context.workspace.data).toMatchObject({ classCount: 5, summary: { classesGiven: true } });
  expect(await nameClasses({ by: null }, context)).toEqual([]);
  expect(context.workspace.data.evaluation.labels).toEqual(labels);
});

test("a file names them, one a line", async () => {
  const context = await numbered();
  const by = new File([five.join("\r\n")], "trees.txt");
  expect((await nameClasses({ by }, context))[4]).toEqual({ name: "elm", symbol: "" });
});

test("a list of another length is refused, and no class is renamed", async () => {
  const context = await numbered();
  const by = new File([five.slice(1).join("\n")], "trees.txt");
  await expect(nameClasses({ by }, context)).rejects.toMatchObject({
    code: "data.invalid",
    details: { name: "trees.txt", problem: "it names 4 classes, and the model tells apart 5" },
  });
  expect(context.workspace.data.classCount).toBe(0);
});

test("names that came with the images stay", async () => {
  const context = await numbered();
  context.workspace.openData(await droppedImages(await pngs(["cat/0.png", "dog/1.png", "dog/2.png"])));
  const classes = await nameClasses({ by: five }, context);
  expect(classes.map(({ name }) => name)).toEqual(["cat", "dog"]);
});
