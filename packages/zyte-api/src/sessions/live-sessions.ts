/** A query was not sent: its session had gone while it waited for its turn. */
export class SessionGone extends Error {
  override readonly name = "SessionGone";
}

/** One query that goes through a session. */
interface Visit {
  /**
   * Called before the query is sent.
   *
   * @throws {SessionGone}
   */
  readonly unlessGone: () => void;
  readonly leave: () => void;
}

interface Visited {
  queries: number;
  isGone: boolean;
}

/**
 * Remembers which sessions have gone while queries were on their way through them. A session may be given to more queries than can be sent
 * at a time, and those that wait need not find out at the service that it is over.
 */
export class LiveSessions {
  readonly #visited = new Map<string, Visited>();

  /** A query begins to wait. */
  enter(id: string): Visit {
    const session = this.#visited.get(id) ?? { queries: 0, isGone: false };
    this.#visited.set(id, session);
    session.queries += 1;
    return {
      unlessGone: () => {
        if (session.isGone) throw new SessionGone("the session has gone meanwhile");
      },
      leave: () => {
        session.queries -= 1;
        if (session.queries === 0) this.#visited.delete(id);
      },
    };
  }

  /** A session has left its pool. */
  gone(id: string): void {
    const session = this.#visited.get(id);
    if (session !== undefined) session.isGone = true;
  }
}
