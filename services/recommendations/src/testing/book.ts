import type { Book } from "../domain/book.ts";

/** A book for tests: number 1, one mystery by "A", unless it says otherwise. The id follows the number. */
export function testBook(init: Partial<Book> = {}): Book {
  const number = init.number ?? 1;
  return {
    id: `book-${number}`,
    number,
    title: `Title ${number}`,
    authors: ["A"],
    year: 1900,
    categories: ["mystery"],
    editorsChoice: false,
    ...init,
  };
}
