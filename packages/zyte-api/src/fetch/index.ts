export { createZyteFetch, type ZyteFetch } from "./create-zyte-fetch.ts";
export type {
  ZyteExtractor,
  ZyteFetchFields,
  ZyteFetchOptions,
  ZyteFetchRequestInit,
} from "./options.ts";
