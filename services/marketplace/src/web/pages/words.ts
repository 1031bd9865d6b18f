import type { Category } from "../../domain/book.ts";
import type { FeedbackKind, Reason } from "../../domain/recommendations.ts";

/** How people read each shelf. */
export const shelfNames: Readonly<Record<Category, { readonly name: string; readonly about: string }>> = {
  mystery: { name: "Mystery", about: "Crimes, clues and people who notice things." },
  "science-fiction": { name: "Science fiction", about: "Other worlds, and this one a little later." },
  "self-help": { name: "Self-help", about: "Advice for one’s own life and work." },
};

/** Why a book is recommended, as a line under it; undefined where there is nothing to say. */
export function reasonText(reason: Reason): string | undefined {
  switch (reason?.kind) {
    case "popular":
      return `Popular in ${shelfNames[reason.category].name.toLowerCase()}`;
    case "liked-similar":
      return `Because you liked ${reason.likedTitle}`;
    case "editors-choice":
      return "Editors’ choice";
    case undefined:
      return undefined;
  }
}

/** Names of authors as a sentence has them. */
export function byline(authors: readonly string[]): string {
  return authors.length < 2 ? authors.join("") : `${authors.slice(0, -1).join(", ")} and ${authors.at(-1)}`;
}

/** What a reader is told after feedback. */
export function feedbackText(kind: FeedbackKind, title: string | undefined): string {
  const book = title ?? "the book";
  switch (kind) {
    case "like":
      return `Noted: you like ${book}. More by its author moves up.`;
    case "dislike":
      return `Noted: ${book} is not for you. It has left your shelves.`;
    case "not-interested":
      return `${book} has left your shelves.`;
  }
}
