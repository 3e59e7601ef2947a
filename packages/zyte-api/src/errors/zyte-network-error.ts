/** No answer came from Zyte API: no connection, a broken one, or one that stayed silent for too long. */
export class ZyteNetworkError extends Error {
  readonly code = "ERR_ZYTE_NETWORK";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ZyteNetworkError";
  }
}
