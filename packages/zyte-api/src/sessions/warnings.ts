/** Something that works, but not as it was probably meant. */
export interface ZyteWarning {
  /**
   * - `CONTEXT_PARAMETERS_DIFFER`: one `sessionContext` was used with different `sessionContextParameters`;
   * - `RESPONSE_COOKIES_FORCED`: a query of a session that is kept by cookies said `responseCookies: false`.
   */
  readonly code: "CONTEXT_PARAMETERS_DIFFER" | "RESPONSE_COOKIES_FORCED";
  readonly message: string;
}

/** Who is warned. */
export type WarningListener = (warning: ZyteWarning) => void;

/** Warns as Node does: on standard error, unless the process listens. */
export function warnOnProcess({ code, message }: ZyteWarning): void {
  process.emitWarning(message, { type: "ZyteApiWarning", code });
}
