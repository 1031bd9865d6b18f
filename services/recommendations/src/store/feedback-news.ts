import type { Change } from "../domain/watch-hub.ts";

/** What a process tells the others that use the same database. */
export interface FeedbackNews {
  /** Names the process that recorded the feedback, as long as it runs. */
  readonly sender: string;
  readonly change: Change;
}

/** News as a text, which has every character of the ids escaped that a database might not take. */
export function writeNews({ sender, change: { userId, bookId, ratingChanged } }: FeedbackNews): string {
  return JSON.stringify([sender, userId, bookId, ratingChanged]);
}

/** The news that `writeNews` wrote; undefined for any other text, as that of another release. */
export function readNews(text: string): FeedbackNews | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [sender, userId, bookId, ratingChanged] = parts.map((part: unknown) => part);
  if (typeof sender !== "string" || typeof userId !== "string") return undefined;
  if (typeof bookId !== "string" || typeof ratingChanged !== "boolean") return undefined;
  return { sender, change: { userId, bookId, ratingChanged } };
}
