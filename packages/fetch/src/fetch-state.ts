import type { HttpIdentity } from "@sessionary/identity";

/**
 * What a session of this adapter keeps: `cookies`, `proxy` and `headers`, and what `init` returned beside them.
 * A session made elsewhere is added with `pool.add(createHttpIdentity({ ... }))`.
 */
export type FetchState<Extra extends object = object> = HttpIdentity & Extra;
