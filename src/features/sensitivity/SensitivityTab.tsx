import { AutopilotPanel } from "./autopilot/AutopilotPanel.tsx";
import classes from "./SensitivityTab.module.css";
import { SweepPanel } from "./sweep/SweepPanel.tsx";

/** Which layers hurt, and the cheapest recipe that spares them. */
export default function SensitivityTab() {
  return (
    <div className={classes.tab}>
      <SweepPanel />
      <AutopilotPanel />
    </div>
  );
}
