/** Lets go of a response nobody will read, so that its connection is free again. */
export function discardBody(response: Response): void {
  // A body that somebody is reading, or that has failed already, refuses to be cancelled: then nothing is left to free.
  void response.body?.cancel().catch(() => undefined);
}
