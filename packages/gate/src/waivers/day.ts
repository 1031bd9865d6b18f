const dayLength = 24 * 60 * 60 * 1000;

/** A day in UTC as it is written: "2026-12-31". */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The day that is some days after another one. */
export function addDays(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength));
}

/** Whether a text is a day of the calendar, written as "2026-12-31". */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  // 30 February would be read as a day in March.
  return !Number.isNaN(time.getTime()) && dayOf(time) === text;
}
