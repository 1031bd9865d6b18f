/** Writes a value as JSON, with a newline at its end. No text in it is a command to the runner of a job. */
export function printJson(value: unknown): string {
  // Lines of JSON begin with a brace or a quote; what is left of commands is "##[", and only strings can hold that.
  return `${JSON.stringify(value, null, 2).replaceAll("##[", "#\\u0023[")}\n`;
}
