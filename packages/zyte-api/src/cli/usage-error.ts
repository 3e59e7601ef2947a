/** What is wrong with how the program was called, in words for its user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
