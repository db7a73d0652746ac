// A reader that types as a keyboard: signs faster than any hand, then Enter.

import { looksLikePass } from "./reading.js";

const FASTEST_HAND = 60; // milliseconds between two signs
const LONGEST = 40000;

/** Calls `read(text)` for what a reader types anywhere but into a field. */
export function listenToReader(read) {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("textarea, input:not([type=file]), select")) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const quick = event.timeStamp - last < FASTEST_HAND;
    if (event.key === "Enter" && quick && looksLikePass(typed)) {
      event.preventDefault();
      read(typed);
      typed = "";
      return;
    }
    if (event.key.length !== 1) return;
    // A blank in the code must not press the button that has the focus.
    if (quick && typed) event.preventDefault();
    typed = quick && typed.length < LONGEST ? typed + event.key : event.key;
    last = event.timeStamp;
  });
}
