/** What can go wrong with a test site in use. */
export type TestSiteErrorCode = "ERR_SITE_CLOSED" | "ERR_SITE_SESSION_UNKNOWN";

/** An error of the test site; tell them apart by `code`. */
export class TestSiteError extends Error {
  override readonly name = "TestSiteError";
  readonly code: TestSiteErrorCode;

  constructor(code: TestSiteErrorCode, message: string) {
    super(`TestSite: ${message}`);
    this.code = code;
  }
}
