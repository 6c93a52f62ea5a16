// Is this attempt open in another tab of this browser?

export class Tabs {
  constructor(attempt, { moved }) {
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel(`exam-${attempt}`) : null;
    this.holding = false;
    if (!this.channel) return;
    this.channel.onmessage = ({ data }) => {
      if (data === "anyone?" && this.holding) this.channel.postMessage("here");
      if (data === "here") this.heard?.(true);
      if (data === "moved" && this.holding) {
        this.holding = false;
        moved();
      }
    };
  }

  // Whether another tab holds the attempt; if none does, this one holds it from now on.
  async ask() {
    const taken = this.channel ? await new Promise((resolve) => {
      this.heard = resolve;
      this.channel.postMessage("anyone?");
      setTimeout(() => resolve(false), 300);
    }) : false;
    this.holding = !taken;
    return taken;
  }

  take() {
    this.holding = true;
    this.channel?.postMessage("moved");
  }
}
