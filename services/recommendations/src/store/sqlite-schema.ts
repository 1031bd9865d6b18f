/** Version of the tables below, kept in the file as `user_version`. */
export const SCHEMA_VERSION = 1;

/**
 * The tables of a new data file. `opinion` holds a user's last feedback for a book, and the vote that the rating
 * counts: the last like (1) or dislike (-1), or null. `rating` is the sum of the votes, kept with them so that a list
 * costs the size of the catalogue and not that of all feedback.
 */
export const SCHEMA = `
  CREATE TABLE book (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER NOT NULL,
    categories TEXT NOT NULL,
    editors_choice INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE feedback_request (
    user_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    book_id TEXT NOT NULL REFERENCES book (id),
    kind TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, request_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE opinion (
    user_id TEXT NOT NULL,
    book_id TEXT NOT NULL REFERENCES book (id),
    kind TEXT NOT NULL,
    vote INTEGER,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, book_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rating (
    book_id TEXT PRIMARY KEY REFERENCES book (id),
    likes INTEGER NOT NULL,
    dislikes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE secret (value BLOB NOT NULL) STRICT;
`;

/** Every statement that runs after the file is open, by name. */
export const STATEMENTS = {
  putBook: `INSERT INTO book (id, number, title, authors, year, categories, editors_choice)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, authors = excluded.authors, year = excluded.year,
      categories = excluded.categories, editors_choice = excluded.editors_choice`,
  books: `SELECT id, number, title, authors, year, categories, editors_choice FROM book ORDER BY number`,
  ratings: `SELECT book_id, likes, dislikes FROM rating`,
  opinions: `SELECT book_id, kind, recorded_at FROM opinion WHERE user_id = ?`,
  request: `SELECT book_id, kind, recorded_at FROM feedback_request WHERE user_id = ? AND request_id = ?`,
  addRequest: `INSERT INTO feedback_request (user_id, request_id, book_id, kind, recorded_at) VALUES (?, ?, ?, ?, ?)`,
  vote: `SELECT vote FROM opinion WHERE user_id = ? AND book_id = ?`,
  putOpinion: `INSERT INTO opinion (user_id, book_id, kind, vote, recorded_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (user_id, book_id) DO UPDATE SET kind = excluded.kind, vote = excluded.vote,
      recorded_at = excluded.recorded_at`,
  addVotes: `INSERT INTO rating (book_id, likes, dislikes) VALUES (?, ?, ?)
    ON CONFLICT (book_id) DO UPDATE SET likes = likes + excluded.likes, dislikes = dislikes + excluded.dislikes`,
  secret: `SELECT value FROM secret`,
  putSecret: `INSERT INTO secret (value) VALUES (?)`,
} as const;
