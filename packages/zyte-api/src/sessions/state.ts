import type { HttpIdentity } from "@sessionary/identity";

/**
 * What a session keeps on this side: its cookies, where it is kept by cookies (else the service keeps them), and what a chain returned. `cookieMode` says which
 * of the two it is, once it is begun.
 */
export type ZyteSessionState<Extra extends object = object> = HttpIdentity & {
  cookieMode?: boolean;
} & Extra;
