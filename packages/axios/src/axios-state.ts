import type { HttpIdentity } from "@sessionary/identity";

/** What a session consists of: an identity, and what `init` added to it. */
export type AxiosState<Extra extends object = object> = HttpIdentity & Extra;
