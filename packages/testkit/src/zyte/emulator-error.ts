/** What can go wrong with an emulator in use. */
export type ZyteEmulatorErrorCode = "ERR_EMULATOR_CLOSED" | "ERR_EMULATOR_SESSION_UNKNOWN";

/** An error of the emulator itself, for the test that uses it; tell them apart by `code`. */
export class ZyteEmulatorError extends Error {
  override readonly name = "ZyteEmulatorError";
  readonly code: ZyteEmulatorErrorCode;

  constructor(code: ZyteEmulatorErrorCode, message: string) {
    super(`ZyteEmulator: ${message}`);
    this.code = code;
  }
}
