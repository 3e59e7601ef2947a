import type { AxiosResponse } from "axios";
import type { Page } from "../client.ts";

export function readPage({ status, data }: AxiosResponse<string>): Page {
  return { status, length: data.length };
}
