import { parseHTML } from "linkedom";

/** As much of an element as actions need. */
export interface DomElement {
  readonly localName: string;
  textContent: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  closest(selector: string): DomElement | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}

/** As much of a document as actions need. */
export interface DomDocument {
  title: string;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
  toString(): string;
}

/** Parses a page. */
export function parsePage(html: string): DomDocument {
  const { document } = parseHTML(html) as unknown as { readonly document: DomDocument };
  return document;
}
