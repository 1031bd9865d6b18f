// @ts-check
/**
 * Keeps the shelves of an open page true: follows the list of the reader, and sends what they say of a book without
 * leaving the page. Without this script, or where the stream is refused, the forms do the same with a new page.
 */

/** How long a sentence stays, milliseconds. */
const SAID_MS = 8000;

const shelves = document.getElementById("shelves");
const said = document.getElementById("said");
const address = shelves?.dataset["live"];
if (shelves !== null && said !== null && address !== undefined) follow(shelves, said, address);

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} status
 * @param {string} url
 */
function follow(place, status, url) {
  const source = new EventSource(url);
  source.addEventListener("open", () => {
    place.dataset["state"] = "live";
  });
  source.addEventListener("error", () => {
    // The browser connects again by itself, unless the stream was refused.
    place.dataset["state"] = "waiting";
  });
  source.addEventListener("shelves", (event) => {
    if (event.lastEventId === place.dataset["version"]) return;
    place.dataset["version"] = event.lastEventId;
    replaceShelves(place, event.data);
  });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || place.dataset["state"] !== "live") return;
    event.preventDefault();
    void send(form, submitter).then((sentence) => tell(status, sentence));
  });
  // Browsers that keep the page for "back" would keep the stream, too.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

/**
 * Sends a form and gives the sentence that comes back.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @returns {Promise<string>}
 */
async function send(form, submitter) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") fields.append(name, value);
  try {
    const headers = { accept: "application/json" };
    const answer = await fetch(form.action, { method: "POST", body: fields, headers });
    const { message } = await answer.json();
    return String(message);
  } catch {
    return "The shop cannot be reached. Please try again.";
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * @param {HTMLElement} status
 * @param {string} sentence
 */
function tell(status, sentence) {
  status.classList.add("toast");
  status.textContent = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => (status.textContent = ""), SAID_MS);
}

/**
 * Puts new shelves in place of the old; focus and scrolled rows stay where they were, as far as they are still there.
 * @param {HTMLElement} place
 * @param {string} html made by the shop, with every value in it escaped
 */
function replaceShelves(place, html) {
  const focus = noteFocus(place);
  const scrolled = [...place.querySelectorAll(".row")].map((row) => ({ id: row.id, left: row.scrollLeft }));
  const known = new Set(booksIn(place).map((book) => book.dataset["book"]));
  place.innerHTML = html;
  for (const { id, left } of scrolled) document.getElementById(id)?.scrollTo({ left, behavior: "instant" });
  for (const book of booksIn(place)) if (!known.has(book.dataset["book"])) book.classList.add("arrived");
  focus?.(place);
}

/**
 * @param {HTMLElement} place
 * @returns {HTMLElement[]}
 */
function booksIn(place) {
  return [...place.querySelectorAll("[data-book]")].filter((book) => book instanceof HTMLElement);
}

/**
 * Notes which button has the focus; the result gives it to the same one of the new shelves, else to the name of the
 * shelf, so that a person at the keyboard goes on from there.
 * @param {HTMLElement} place
 * @returns {((place: HTMLElement) => void) | undefined}
 */
function noteFocus(place) {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !place.contains(active)) return undefined;
  const book = active.closest("[data-book]")?.getAttribute("data-book") ?? "";
  const kind = active.getAttribute("value") ?? "";
  const shelf = active.closest("section")?.id ?? "";
  return (next) => {
    const same = next.querySelector(`[data-book="${CSS.escape(book)}"] [value="${CSS.escape(kind)}"]`);
    const name = shelf === "" ? next.querySelector("h2") : document.getElementById(`name-${shelf}`);
    const button = same ?? name;
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  };
}
