import type { ListItemMetadata, ListMetadata, Published } from "./common.ts";

/** A thread of a forum. */
export interface ForumThread {
  readonly url: string;
  readonly topic?: { readonly name: string };
  /** The first one included. */
  readonly posts?: readonly ForumPost[];
  readonly metadata: ListMetadata;
}

/** A post of a thread. */
export interface ForumPost extends Published {
  readonly text?: string;
  readonly reactions?: { readonly likes?: number; readonly replies?: number };
  readonly metadata: ListItemMetadata;
}
