/**
 * Everything that can be reached from some things, these among it, in no particular order. Circles are fine.
 * @param next what one thing leads to
 */
export function reachable<Thing>(start: Iterable<Thing>, next: (thing: Thing) => Iterable<Thing>): Set<Thing> {
  const found = new Set(start);
  // What is added while the loop runs is visited by it too.
  for (const thing of found) for (const other of next(thing)) found.add(other);
  return found;
}
