import { trustOwnScripts } from "#protocol/own-scripts.ts";

/**
 * The page's first script. In a frame of another page nothing of the lab is loaded: what lies over a frame can make a
 * reader press what is under it. Hosts that send headers refuse the frame itself; here it fails closed.
 */
if (window.top === window.self) {
  trustOwnScripts();
  void import("./main.tsx");
} else refuseFrame();

function refuseFrame(): void {
  const text = document.createElement("p");
  text.textContent = "The Quantization Lab does not run inside another page. ";
  const link = document.createElement("a");
  link.href = location.href;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Open it in a tab of its own";
  text.append(link);
  document.getElementById("root")?.append(text);
}
