import type { Checker } from "../judging/exchange.ts";
import { expectOption, type OptionRule } from "../options/expect.ts";
import type { MaybePromise } from "../types.ts";
import { metOr } from "./met-or.ts";

/** A schema of any library that implements Standard Schema, version 1: Zod, Valibot, ArkType and others. https://standardschema.dev */
export interface StandardSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => MaybePromise<StandardResult>;
  };
}

/** What validating with a {@link StandardSchema} gives: issues, or none. */
export interface StandardResult {
  readonly issues?:
    | readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[]
    | undefined;
}

/**
 * Expects the body to be JSON that the schema accepts. A body that is not JSON is `invalid` as well.
 *
 * @throws `ERR_INVALID_OPTION` when it is given no Standard Schema
 * @example
 * ```ts
 * import { bodyMatches, type StandardSchema } from "@sessionary/core";
 *
 * declare const product: StandardSchema; // z.object({ price: z.number() })
 * const check = bodyMatches(product);
 * ```
 */
export function bodyMatches(schema: StandardSchema): Checker {
  expectOption("bodyMatches", "schema", schema, aSchema);
  return async ({ reading }) => {
    let body: unknown;
    try {
      body = await reading.json();
    } catch (error) {
      // Whatever else went wrong is no answer about the session. By name, for errors of another realm.
      if ((error as Partial<Error> | undefined)?.name !== "SyntaxError") throw error;
      return metOr(false, "body is not JSON");
    }
    const { issues } = await schema["~standard"].validate(body);
    return metOr(issues === undefined, `body does not match${place(issues)}`);
  };
}

/** Where the first issue is. Its message is left out: it may quote the body. */
function place(issues: StandardResult["issues"]): string {
  const path = issues?.[0]?.path ?? [];
  const keys = path.map((step) => String(typeof step === "object" ? step.key : step));
  return keys.length > 0 ? ` at ${keys.join(".")}` : "";
}

const aSchema: OptionRule = (value) => {
  const { "~standard": standard } = Object(value) as Partial<StandardSchema>;
  return typeof standard?.validate === "function" ? undefined : "a Standard Schema";
};
