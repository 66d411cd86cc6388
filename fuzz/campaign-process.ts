/** Runs one campaign for the process that watches it. */
import { type CampaignOptions, runCampaign } from "./campaign.ts";
import { TARGETS } from "./targets.ts";

const { target, ...options }: CampaignOptions & { target: string } = JSON.parse(process.argv[2]);
const found = TARGETS.find(({ name }) => name === target);
if (!found) throw new Error(`no fuzz target ${target}`);
const report = await runCampaign(found, { ...options, onStart: (index) => process.send?.({ index }) });
process.send?.({ report });
