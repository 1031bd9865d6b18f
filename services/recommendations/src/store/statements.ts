/** Every statement of the store, by name, for each engine. */
export const STATEMENTS = {
  putBook: `INSERT INTO book (id, number, title, authors, year, categories, editors_choice)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, authors = excluded.authors, year = excluded.year,
      categories = excluded.categories, editors_choice = excluded.editors_choice`,
  books: `SELECT id, number, title, authors, year, categories, editors_choice FROM book ORDER BY number`,
  // One statement, so that both parts are as of one moment.
  taste: `SELECT book_id, likes, dislikes, CAST(NULL AS TEXT) AS kind, CAST(NULL AS BIGINT) AS recorded_at FROM rating
    UNION ALL SELECT book_id, NULL, NULL, kind, recorded_at FROM opinion WHERE user_id = ?`,
  opinions: `SELECT book_id, kind, recorded_at FROM opinion WHERE user_id = ?`,
  request: `SELECT book_id, kind, recorded_at FROM feedback_request WHERE user_id = ? AND request_id = ?`,
  addRequest: `INSERT INTO feedback_request (user_id, request_id, book_id, kind, recorded_at) VALUES (?, ?, ?, ?, ?)`,
  vote: `SELECT vote FROM opinion WHERE user_id = ? AND book_id = ?`,
  putOpinion: `INSERT INTO opinion (user_id, book_id, kind, vote, recorded_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (user_id, book_id) DO UPDATE SET kind = excluded.kind, vote = excluded.vote,
      recorded_at = excluded.recorded_at`,
  addVotes: `INSERT INTO rating (book_id, likes, dislikes) VALUES (?, ?, ?)
    ON CONFLICT (book_id) DO UPDATE SET likes = rating.likes + excluded.likes,
      dislikes = rating.dislikes + excluded.dislikes`,
  secret: `SELECT value FROM secret`,
  putSecret: `INSERT INTO secret (value) VALUES (?)`,
} as const;
