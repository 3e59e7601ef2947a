/** How a URL is compared with a text. */
export type UrlMatch = "contains" | "exact" | "startsWith" | "endsWith";

/** Whether a URL matches, capitals and small letters told apart. */
export function matchesUrl(url: string, text: string, match: UrlMatch): boolean {
  switch (match) {
    case "contains":
      return url.includes(text);
    case "exact":
      return url === text;
    case "startsWith":
      return url.startsWith(text);
    case "endsWith":
      return url.endsWith(text);
  }
}
