/** A pool that is full, as the questions use it. The loops are each contender's own: no call of ours stands between it and the clock. */
export interface FullPool {
  /** Takes a session and gives it back, so often, one after the other. */
  cycle(times: number): Promise<void>;
  /** The same, and every `every`-th session it takes is thrown away and has to be replaced. */
  cycleRetiring(times: number, every: number): Promise<void>;
}

/** Somebody's pool. */
export interface Contender {
  /**
   * Makes a pool and fills it with sessions that hold nothing, the way its users would. The answer gives back what had to be taken
   * for that, and is called once.
   */
  fill(size: number): Promise<() => FullPool>;
}
