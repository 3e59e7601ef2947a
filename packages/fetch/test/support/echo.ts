/** What the test site's `/echo` answers. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly address: string;
  readonly cookies: Readonly<Record<string, string>>;
}

export async function echoOf(response: Response): Promise<Echo> {
  return (await response.json()) as Echo;
}
