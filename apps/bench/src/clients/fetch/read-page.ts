import type { Page } from "../client.ts";

export async function readPage(response: Response): Promise<Page> {
  return { status: response.status, length: (await response.text()).length };
}
