import { checkGroup, checkInteger, checkText } from "../../site/check-option.ts";
import { refuseOption } from "../../site/invalid-option.ts";
import type { RedisServerOptions } from "./redis-server.ts";

const OWNER = "RedisServer";
const KNOWN = { args: true, dir: true, port: true } as const;

/** What the arguments may not say: we say it, and rely on it. */
const OURS = ["--port", "--bind", "--dir", "--daemonize", "--logfile"];

/**
 * Checks the options. `undefined` stays for what is to be chosen: a folder, a port.
 *
 * @throws SessionaryError `ERR_INVALID_OPTION` for an unknown key, a wrong type, a value out of range, an argument that is not free
 */
export function resolveServerOptions(options: RedisServerOptions | undefined): {
  readonly args: readonly string[];
  readonly dir: string | undefined;
  readonly port: number | undefined;
} {
  const given = checkGroup<RedisServerOptions>({ owner: OWNER, option: "options" }, options, KNOWN);
  const { args, dir, port } = given;
  return {
    args: checkServerArgs(OWNER, args),
    dir: dir === undefined ? dir : checkText({ owner: OWNER, option: "dir" }, dir, /./, "a folder"),
    port:
      port === undefined ? port : checkInteger({ owner: OWNER, option: "port" }, port, [1, 65_535]),
  };
}

/** The arguments, if they are texts and leave alone what is set by us. */
export function checkServerArgs(owner: string, args: unknown = []): readonly string[] {
  const isList = Array.isArray(args) && args.every((arg) => typeof arg === "string");
  if (!isList) return refuseOption(owner, "args", "a list of texts", args);
  const list: readonly string[] = args;
  if (list.some((arg) => OURS.includes(arg.toLowerCase()))) {
    refuseOption(owner, "args", `free of ${OURS.join(", ")}, which are set already`, list);
  }
  return list;
}
