export { createZyteFetch, type ZyteFetch } from "./create-zyte-fetch.ts";
export type { ZyteFetchFields, ZyteFetchOptions, ZyteFetchRequestInit } from "./options.ts";
