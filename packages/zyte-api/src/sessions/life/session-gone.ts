/** A query was not sent: its session had gone while it waited for its turn. */
export class SessionGone extends Error {
  override readonly name = "SessionGone";
  /** Settles when the session is out of its pool. */
  readonly retired: Promise<unknown> | undefined;

  constructor(retired?: Promise<unknown>) {
    super("the session has gone meanwhile");
    this.retired = retired;
    // It is awaited later, by who finds another session.
    retired?.catch(() => undefined);
  }
}
