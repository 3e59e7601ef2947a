export type { BrowserSource } from "./hand-over/browser-source.ts";
export { inBrowser, type BrowserScript, type HttpInitContext } from "./hand-over/in-browser.ts";
export type { BrowserVisit, HandOverOptions, WithIdentityOptions } from "./hand-over/options.ts";
export { withIdentity } from "./hand-over/with-identity.ts";
