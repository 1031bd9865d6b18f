/** Integers from `first` to `last`, both included. */
export interface Interval {
  readonly first: bigint;
  readonly last: bigint;
}

/** A set of integers, in intervals that are in order and do not touch. */
export class IntervalSet {
  readonly intervals: readonly Interval[];

  private constructor(intervals: readonly Interval[]) {
    this.intervals = intervals;
  }

  /** The union of intervals; one whose first is beyond its last is empty. */
  static of(...intervals: readonly Interval[]): IntervalSet {
    const merged: { first: bigint; last: bigint }[] = [];
    for (const { first, last } of intervals.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
      if (first > last) continue;
      const previous = merged.at(-1);
      if (previous === undefined || first > previous.last + 1n) merged.push({ first, last });
      else if (last > previous.last) previous.last = last;
    }
    return new IntervalSet(merged);
  }

  /** The set of single integers. */
  static points(values: readonly bigint[]): IntervalSet {
    return IntervalSet.of(...values.map((value) => ({ first: value, last: value })));
  }

  has(value: bigint): boolean {
    return this.intervals.some(({ first, last }) => first <= value && value <= last);
  }

  intersect(other: IntervalSet): IntervalSet {
    const common = this.intervals.flatMap((a) => {
      return other.intervals.map((b) => ({
        first: a.first > b.first ? a.first : b.first,
        last: a.last < b.last ? a.last : b.last,
      }));
    });
    return IntervalSet.of(...common);
  }

  subtract(other: IntervalSet): IntervalSet {
    let rest: Interval[] = [...this.intervals];
    for (const { first, last } of other.intervals) {
      rest = rest.flatMap((interval) => {
        if (last < interval.first || interval.last < first) return [interval];
        return [
          { first: interval.first, last: first - 1n },
          { first: last + 1n, last: interval.last },
        ].filter((part) => part.first <= part.last);
      });
    }
    return new IntervalSet(rest);
  }

  isSubsetOf(other: IntervalSet): boolean {
    return this.subtract(other).intervals.length === 0;
  }
}
