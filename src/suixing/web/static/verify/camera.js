// The camera, on only while a code is looked for.

import { looksLikePass, readFrame } from "./reading.js";

const BETWEEN = 100; // milliseconds between two frames that are looked at
const WANTED = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
};

/** Looks for a pass in what the camera sees; `found(text)` is called once, `other()` for any other code. */
export class Camera {
  constructor(video, { found, other }) {
    this.video = video;
    this.found = found;
    this.other = other;
    this.stream = null;
    this.turn = 0;
  }

  get isOn() {
    return this.stream !== null;
  }

  /** Throws what the browser throws where there is no camera or it may not be used. */
  async start() {
    this.stop();
    this.turn += 1;
    const { turn } = this;
    const stream = await navigator.mediaDevices.getUserMedia(WANTED);
    if (turn !== this.turn) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play().catch(() => {});
    this.look(turn);
  }

  async look(turn) {
    for (let frame = 0; turn === this.turn && this.stream !== null; frame += 1) {
      const text = await readFrame(this.video, frame);
      if (turn !== this.turn) return;
      if (text !== null && looksLikePass(text)) {
        this.stop();
        this.found(text);
        return;
      }
      if (text !== null) this.other();
      await new Promise((on) => { setTimeout(on, BETWEEN); });
    }
  }

  stop() {
    this.turn += 1;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }
}
