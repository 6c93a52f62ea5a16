// While an officer has stopped the clock: asks now and then, and opens the page anew once something has changed.

import { call } from "./server.js";

const AGAIN = 10000;
const { pulse } = document.querySelector("[data-pulse]").dataset;

async function ask() {
  const news = await call("GET", pulse).catch(() => null);
  if (news && news.state !== "suspended") location.reload();
  else setTimeout(ask, AGAIN * (0.8 + Math.random() * 0.4));
}

ask();
