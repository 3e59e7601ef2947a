import type { Address } from "../request/address.ts";

export type LogLevel = "DEBUG" | "INFO" | "WARNING" | "ERROR";

/** How sessions are made and kept. */
export interface CliSessionSettings {
  readonly location: Address | undefined;
  readonly params: Readonly<Record<string, unknown>> | undefined;
  readonly size: number | undefined;
  readonly maxErrors: number | undefined;
  /** Texts that every response must have. */
  readonly includes: readonly string[];
}

/** What a run of the program does. */
export interface CliSettings {
  /** A path, or `-`. */
  readonly input: string;
  readonly inputType: "txt" | "jl" | undefined;
  readonly limit: number | undefined;
  readonly shuffle: boolean;
  /** A path, or `-`. */
  readonly output: string;
  readonly concurrency: number;
  readonly apiKey: string | undefined;
  readonly apiUrl: string | undefined;
  readonly logLevel: LogLevel;
  readonly retriesErrors: boolean;
  readonly storesErrors: boolean;
  readonly allowsFailures: boolean;
  /** `undefined`: without sessions. */
  readonly sessions: CliSessionSettings | undefined;
}
