// Talking to the attempt API. A refusal is an object with `code`, `title`, `detail`; a server that does not answer, or
// answers with anything that is not ours (a proxy's page, a sign-in page), is code "away".

const TIMEOUT = 15000;

function csrfToken() {
  return document.cookie.split("; ").find((each) => each.startsWith("csrftoken="))?.slice(10) ?? "";
}

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.title ?? problem.code);
    this.status = status;
    Object.assign(this, problem);
  }
}

export async function call(method, url, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  let response, answer;
  try {
    response = await fetch(url, {
      method, signal: stop.signal, credentials: "same-origin", redirect: "error", cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    answer = await response.json();
  } catch (error) {
    throw new Refusal(response?.status ?? 0, { code: "away", cause: String(error) });
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return answer;
  throw new Refusal(response.status, answer.code ? answer : { code: "away", ...answer });
}
