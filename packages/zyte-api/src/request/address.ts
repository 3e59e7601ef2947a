/** Where a visitor is, as the action `setLocation` takes it. */
export interface Address {
  /** ISO 3166-1 alpha-2: `"US"`. */
  readonly addressCountry?: string;
  /** In the wording of the site: `"NY"`. */
  readonly addressRegion?: string;
  readonly postalCode?: string;
  readonly streetAddress?: string;
}
