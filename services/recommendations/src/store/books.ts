import type { Book, Category } from "../domain/book.ts";

const M = "mystery";
const SF = "science-fiction";
const SH = "self-help";

interface Row {
  readonly title: string;
  readonly authors: readonly string[];
  readonly year: number;
  readonly shelves: readonly Category[];
  readonly pick?: true;
}

/** The catalogue by number. A number is never changed and never reused: new books go to the end. */
const rows: Readonly<Record<number, Row>> = {
  1: { title: "A Study in Scarlet", authors: ["Arthur Conan Doyle"], year: 1887, shelves: [M] },
  2: { title: "The Sign of the Four", authors: ["Arthur Conan Doyle"], year: 1890, shelves: [M] },
  3: { title: "The Hound of the Baskervilles", authors: ["Arthur Conan Doyle"], year: 1902, shelves: [M], pick: true },
  4: { title: "The Murder of Roger Ackroyd", authors: ["Agatha Christie"], year: 1926, shelves: [M], pick: true },
  5: { title: "Murder on the Orient Express", authors: ["Agatha Christie"], year: 1934, shelves: [M] },
  6: { title: "Death on the Nile", authors: ["Agatha Christie"], year: 1937, shelves: [M] },
  7: { title: "And Then There Were None", authors: ["Agatha Christie"], year: 1939, shelves: [M] },
  8: { title: "The Woman in White", authors: ["Wilkie Collins"], year: 1860, shelves: [M] },
  9: { title: "The Moonstone", authors: ["Wilkie Collins"], year: 1868, shelves: [M] },
  10: { title: "Whose Body?", authors: ["Dorothy L. Sayers"], year: 1923, shelves: [M] },
  11: { title: "Gaudy Night", authors: ["Dorothy L. Sayers"], year: 1935, shelves: [M] },
  12: { title: "The Maltese Falcon", authors: ["Dashiell Hammett"], year: 1930, shelves: [M] },
  13: { title: "The Thin Man", authors: ["Dashiell Hammett"], year: 1934, shelves: [M] },
  14: { title: "The Big Sleep", authors: ["Raymond Chandler"], year: 1939, shelves: [M], pick: true },
  15: { title: "Farewell, My Lovely", authors: ["Raymond Chandler"], year: 1940, shelves: [M] },
  16: { title: "The Long Goodbye", authors: ["Raymond Chandler"], year: 1953, shelves: [M] },
  17: { title: "The Daughter of Time", authors: ["Josephine Tey"], year: 1951, shelves: [M] },
  18: { title: "The Talented Mr. Ripley", authors: ["Patricia Highsmith"], year: 1955, shelves: [M] },
  19: { title: "The Name of the Rose", authors: ["Umberto Eco"], year: 1980, shelves: [M], pick: true },
  20: { title: "The Girl with the Dragon Tattoo", authors: ["Stieg Larsson"], year: 2005, shelves: [M] },
  21: { title: "In the Woods", authors: ["Tana French"], year: 2007, shelves: [M] },
  22: { title: "The Likeness", authors: ["Tana French"], year: 2008, shelves: [M] },
  23: { title: "Gone Girl", authors: ["Gillian Flynn"], year: 2012, shelves: [M] },
  24: { title: "The Caves of Steel", authors: ["Isaac Asimov"], year: 1954, shelves: [M, SF] },
  25: { title: "The Naked Sun", authors: ["Isaac Asimov"], year: 1957, shelves: [M, SF] },
  26: { title: "The Demolished Man", authors: ["Alfred Bester"], year: 1953, shelves: [M, SF] },
  27: { title: "Dirk Gently's Holistic Detective Agency", authors: ["Douglas Adams"], year: 1987, shelves: [M, SF] },
  28: { title: "The Yiddish Policemen's Union", authors: ["Michael Chabon"], year: 2007, shelves: [M, SF] },
  29: { title: "The City & the City", authors: ["China Miéville"], year: 2009, shelves: [M, SF], pick: true },
  30: { title: "I, Robot", authors: ["Isaac Asimov"], year: 1950, shelves: [SF] },
  31: { title: "Foundation", authors: ["Isaac Asimov"], year: 1951, shelves: [SF], pick: true },
  32: { title: "The Gods Themselves", authors: ["Isaac Asimov"], year: 1972, shelves: [SF] },
  33: { title: "Dune", authors: ["Frank Herbert"], year: 1965, shelves: [SF], pick: true },
  34: { title: "Dune Messiah", authors: ["Frank Herbert"], year: 1969, shelves: [SF] },
  35: { title: "The Left Hand of Darkness", authors: ["Ursula K. Le Guin"], year: 1969, shelves: [SF], pick: true },
  36: { title: "The Lathe of Heaven", authors: ["Ursula K. Le Guin"], year: 1971, shelves: [SF] },
  37: { title: "The Dispossessed", authors: ["Ursula K. Le Guin"], year: 1974, shelves: [SF] },
  38: { title: "Neuromancer", authors: ["William Gibson"], year: 1984, shelves: [SF] },
  39: { title: "Count Zero", authors: ["William Gibson"], year: 1986, shelves: [SF] },
  40: { title: "The Difference Engine", authors: ["William Gibson", "Bruce Sterling"], year: 1990, shelves: [SF] },
  41: { title: "The Man in the High Castle", authors: ["Philip K. Dick"], year: 1962, shelves: [SF] },
  42: { title: "Do Androids Dream of Electric Sheep?", authors: ["Philip K. Dick"], year: 1968, shelves: [SF] },
  43: { title: "Ubik", authors: ["Philip K. Dick"], year: 1969, shelves: [SF] },
  44: { title: "The Time Machine", authors: ["H. G. Wells"], year: 1895, shelves: [SF] },
  45: { title: "The War of the Worlds", authors: ["H. G. Wells"], year: 1898, shelves: [SF] },
  46: { title: "Frankenstein", authors: ["Mary Shelley"], year: 1818, shelves: [SF] },
  47: { title: "The Stars My Destination", authors: ["Alfred Bester"], year: 1956, shelves: [SF] },
  48: { title: "Solaris", authors: ["Stanisław Lem"], year: 1961, shelves: [SF] },
  49: { title: "Roadside Picnic", authors: ["Arkady Strugatsky", "Boris Strugatsky"], year: 1972, shelves: [SF] },
  50: { title: "The Mote in God's Eye", authors: ["Larry Niven", "Jerry Pournelle"], year: 1974, shelves: [SF] },
  51: { title: "Ringworld", authors: ["Larry Niven"], year: 1970, shelves: [SF] },
  52: { title: "The Hitchhiker's Guide to the Galaxy", authors: ["Douglas Adams"], year: 1979, shelves: [SF] },
  53: { title: "Kindred", authors: ["Octavia E. Butler"], year: 1979, shelves: [SF] },
  54: { title: "Parable of the Sower", authors: ["Octavia E. Butler"], year: 1993, shelves: [SF] },
  55: { title: "Snow Crash", authors: ["Neal Stephenson"], year: 1992, shelves: [SF] },
  56: { title: "The Three-Body Problem", authors: ["Liu Cixin"], year: 2008, shelves: [SF] },
  57: { title: "Self-Help", authors: ["Samuel Smiles"], year: 1859, shelves: [SH] },
  58: { title: "How to Win Friends and Influence People", authors: ["Dale Carnegie"], year: 1936, shelves: [SH] },
  59: { title: "How to Stop Worrying and Start Living", authors: ["Dale Carnegie"], year: 1948, shelves: [SH] },
  60: { title: "Think and Grow Rich", authors: ["Napoleon Hill"], year: 1937, shelves: [SH] },
  61: { title: "Man's Search for Meaning", authors: ["Viktor E. Frankl"], year: 1946, shelves: [SH], pick: true },
  62: { title: "The Power of Positive Thinking", authors: ["Norman Vincent Peale"], year: 1952, shelves: [SH] },
  63: { title: "The Road Less Traveled", authors: ["M. Scott Peck"], year: 1978, shelves: [SH] },
  64: { title: "Feeling Good", authors: ["David D. Burns"], year: 1980, shelves: [SH] },
  65: { title: "The 7 Habits of Highly Effective People", authors: ["Stephen R. Covey"], year: 1989, shelves: [SH] },
  66: {
    title: "First Things First",
    authors: ["Stephen R. Covey", "A. Roger Merrill", "Rebecca R. Merrill"],
    year: 1994,
    shelves: [SH],
  },
  67: { title: "Flow", authors: ["Mihaly Csikszentmihalyi"], year: 1990, shelves: [SH] },
  68: { title: "Getting Things Done", authors: ["David Allen"], year: 2001, shelves: [SH] },
  69: { title: "Mindset", authors: ["Carol S. Dweck"], year: 2006, shelves: [SH] },
  70: { title: "The Gifts of Imperfection", authors: ["Brené Brown"], year: 2010, shelves: [SH] },
  71: { title: "Daring Greatly", authors: ["Brené Brown"], year: 2012, shelves: [SH] },
  72: { title: "Quiet", authors: ["Susan Cain"], year: 2012, shelves: [SH], pick: true },
  73: { title: "The Power of Habit", authors: ["Charles Duhigg"], year: 2012, shelves: [SH] },
  74: { title: "Smarter Faster Better", authors: ["Charles Duhigg"], year: 2016, shelves: [SH] },
  75: { title: "So Good They Can't Ignore You", authors: ["Cal Newport"], year: 2012, shelves: [SH] },
  76: { title: "Deep Work", authors: ["Cal Newport"], year: 2016, shelves: [SH] },
  77: { title: "Digital Minimalism", authors: ["Cal Newport"], year: 2019, shelves: [SH] },
  78: { title: "Essentialism", authors: ["Greg McKeown"], year: 2014, shelves: [SH] },
  79: { title: "Atomic Habits", authors: ["James Clear"], year: 2018, shelves: [SH], pick: true },
  80: { title: "The Antidote", authors: ["Oliver Burkeman"], year: 2012, shelves: [SH] },
  81: { title: "Four Thousand Weeks", authors: ["Oliver Burkeman"], year: 2021, shelves: [SH] },
};

/** The catalogue that a new store starts with. */
export const books: readonly Book[] = Object.entries(rows).map(([number, row]) => ({
  id: `book-${number}`,
  number: Number(number),
  title: row.title,
  authors: row.authors,
  year: row.year,
  categories: row.shelves,
  editorsChoice: row.pick ?? false,
}));
