import { categories, type Book } from "../domain/book.ts";
import type { FeedbackKind, Rating, Receipt } from "../domain/feedback.ts";
import type { Row, SqlValue } from "./database.ts";

/** The vote that an opinion has in the rating of its book. */
export type Vote = 1 | -1 | null;

/** Reads the column `vote` of a row that there may not be. */
export function voteFromRow(row: Row | undefined): Vote {
  const vote = row?.["vote"];
  return vote === 1 || vote === -1 ? vote : null;
}

/** Values for the statement `putBook`. */
export function bookToRow(book: Book): readonly SqlValue[] {
  const authors = JSON.stringify(book.authors);
  const shelves = JSON.stringify(book.categories);
  return [book.id, book.number, book.title, authors, book.year, shelves, book.editorsChoice ? 1 : 0];
}

/** A book of the catalogue; a category that this release does not know is left out. */
export function bookFromRow(row: Row): Book {
  const shelves = list(row, "categories");
  return {
    id: text(row, "id"),
    number: integer(row, "number"),
    title: text(row, "title"),
    authors: list(row, "authors"),
    year: integer(row, "year"),
    categories: categories.filter((category) => shelves.includes(category)),
    editorsChoice: integer(row, "editors_choice") === 1,
  };
}

/** A book's id with its rating. */
export function ratingFromRow(row: Row): readonly [bookId: string, rating: Rating] {
  return [text(row, "book_id"), { likes: integer(row, "likes"), dislikes: integer(row, "dislikes") }];
}

/** An opinion, or what was recorded under a request id. */
export function receiptFromRow(row: Row): Receipt {
  return { bookId: text(row, "book_id"), kind: kindOf(row), recordedAt: new Date(integer(row, "recorded_at")) };
}

/** The secret of the data. */
export function secretFromRow(row: Row | undefined): Uint8Array {
  const value = row?.["value"];
  if (!(value instanceof Uint8Array)) throw unexpected("value", value);
  // PostgreSQL's driver gives a subclass.
  return new Uint8Array(value);
}

function kindOf(row: Row): FeedbackKind {
  const { kind } = row;
  if (kind === "like" || kind === "dislike" || kind === "not-interested") return kind;
  throw unexpected("kind", kind);
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === "string") return value;
  throw unexpected(column, value);
}

function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === "number") return value;
  throw unexpected(column, value);
}

function list(row: Row, column: string): string[] {
  const value: unknown = JSON.parse(text(row, column));
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw unexpected(column, row[column]);
}

function unexpected(column: string, value: unknown): TypeError {
  return new TypeError(`column ${column} holds ${typeof value}, which no release of this service writes`);
}
