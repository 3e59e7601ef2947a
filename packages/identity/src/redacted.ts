/** What an object with secrets shows of itself. */
export interface Redacted {
  /** For people, without secrets. */
  toString(): string;
  /** The same as `toString()`, so that a logged object shows no secret; saving it is the codec's part. */
  toJSON(): string;
}

/**
 * The base of everything that holds secrets: string conversion, `JSON.stringify` and `console.log` all show what
 * `toString()` says, and no more. (Typed by hand, since no declaration can be emitted for a computed method name.)
 */
export const Redacted: abstract new () => Redacted = class {
  toString(): string {
    return "[redacted]";
  }

  toJSON(): string {
    return this.toString();
  }

  /** Called by Node, Deno and Bun to print an object; other runtimes know nothing of it. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
};
