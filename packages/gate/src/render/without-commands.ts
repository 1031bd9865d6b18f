/**
 * Text for a log, in which no line is a command to the runner of a job: it takes what begins with "::" after spaces for
 * one, and "##[" anywhere (actions/runner, ActionCommand.cs).
 */
export function withoutCommands(text: string): string {
  return text.replaceAll("##[", "# #[").replaceAll(/(^|[\n\r])(\s*)::/g, "$1$2: :");
}
