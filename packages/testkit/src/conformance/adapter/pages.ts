/** What `/echo` answers. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly address: string;
  readonly cookies: Readonly<Record<string, string>>;
  readonly session: number | null;
}

/** What `/api/product/:n` answers. */
export interface Product {
  readonly product: number;
  readonly price: number;
  readonly zip: string;
  readonly variant: string;
}
