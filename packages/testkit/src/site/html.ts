/** What every page of the site has in common. */
export interface PageFrame {
  readonly title: string;
  /** HTML of the main part. */
  readonly main: string;
  /** The visitor's location and variant, on pages of the shop. */
  readonly visitor?: { readonly zip: string; readonly variant: string };
}

/** A whole HTML document. The empty icon keeps browsers from asking for one, which would count as a use. */
export function renderPage({ title, main, visitor }: PageFrame): string {
  const variant = visitor ? ` data-variant="${escapeHtml(visitor.variant)}"` : "";
  const header = visitor
    ? `<header><a href="/">Test shop</a> delivers to <span class="zip_code">${escapeHtml(visitor.zip)}</span></header>\n`
    : "";
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,"></head>
<body${variant}>
${header}<main>
${main}
</main>
</body>
</html>
`;
}

/** Text that is safe in HTML text and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
