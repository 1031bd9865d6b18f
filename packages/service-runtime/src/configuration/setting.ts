/** One line of the configuration table of a service. */
export interface Setting<Value> extends TextType<Value> {
  /** Name of the environment variable. */
  readonly name: string;
  /** Its text where nobody sets it; undefined when it has to be set. */
  readonly default?: string;
  /** A secret is never printed, and can be read from the file that the variable `<name>_FILE` names. */
  readonly secret?: boolean;
  /** One sentence for the person who sets it, with the unit. */
  readonly meaning: string;
  /**
   * Faults, for people, that show only with other settings or outside of them. Gets the texts in force by variable name;
   * those that have no value are missing.
   */
  readonly check?: (texts: ReadonlyMap<string, string>) => readonly string[];
}

/** How a text becomes a value. */
export interface TextType<Value> {
  /** The value of a text, or undefined when it has none. */
  readonly parse: (text: string) => Value | undefined;
  /** What a text must be to have a value: "a whole number from 0 to 65535". */
  readonly expected: string;
}

/** The configuration table of a service: a setting for each value, by the key that code and file know it by. */
export type SettingsOf<Configuration> = { readonly [Key in keyof Configuration]: Setting<Configuration[Key]> };
