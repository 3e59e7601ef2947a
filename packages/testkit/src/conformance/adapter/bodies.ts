import { isSessionaryError } from "@sessionary/core";
import { expect } from "vitest";
import type { TestSite } from "../../site/test-site.ts";
import type { AdapterGroup, AdapterLab } from "./adapter-lab.ts";
import type { HarnessBody } from "./harness.ts";
import type { LabClient } from "./lab-client.ts";
import type { Echo } from "./pages.ts";

const TEXT = "zip=04662&name=M%C3%BCller";

/** A client whose only session has just been banned, so that the next request has to be sent twice. */
async function banned(lab: AdapterLab): Promise<{ client: LabClient; site: TestSite }> {
  const site = await lab.site();
  const client = await lab.client({ pool: { size: 1 } });
  await client.get(`${site.origin}/api/product/1`);
  site.ban(1);
  return { client, site };
}

/** Both times the site must have got it. */
async function sentTwice(lab: AdapterLab, body: HarnessBody): Promise<readonly string[]> {
  const { client, site } = await banned(lab);
  const { text } = await client.send({ url: `${site.origin}/echo`, method: "POST", body });
  const posts = site.requests.filter(({ method }) => method === "POST");
  expect(posts.map(({ outcome }) => outcome)).toEqual(["banned", "served"]);
  expect((JSON.parse(text) as Echo).body).toBe(posts[1]?.body);
  expect(posts[1]?.headers["content-type"]?.split(";")[0]).toBe(
    posts[0]?.headers["content-type"]?.split(";")[0],
  );
  return posts.map((post) => post.body);
}

export const bodies: AdapterGroup = {
  topic: "bodies on retry",
  cases: {
    "a text is sent again": async (lab) => {
      expect(await sentTwice(lab, TEXT)).toEqual([TEXT, TEXT]);
    },
    "bytes are sent again": async (lab) => {
      expect(await sentTwice(lab, new TextEncoder().encode(TEXT))).toEqual([TEXT, TEXT]);
    },
    "a urlencoded form is sent again": async (lab) => {
      expect(await sentTwice(lab, new URLSearchParams(TEXT))).toEqual([TEXT, TEXT]);
    },
    "a multipart form is sent again": async (lab) => {
      const form = new FormData();
      form.set("zip", "04662");
      for (const body of await sentTwice(lab, form)) {
        expect(body).toContain('name="zip"');
        expect(body).toContain("04662");
      }
    },
    "a stream is sent": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const body = new Blob([TEXT]).stream();
      const { text } = await client.send({ url: `${site.origin}/echo`, method: "POST", body });
      expect((JSON.parse(text) as Echo).body).toBe(TEXT);
    },
    "a stream is not sent again": async (lab) => {
      const { client, site } = await banned(lab);
      const body = new Blob([TEXT]).stream();
      const error = await client.failure({ url: `${site.origin}/echo`, method: "POST", body });
      expect(isSessionaryError(error, "ERR_BODY_NOT_REPLAYABLE")).toBe(true);
      expect(site.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
      expect(client.stats.retired).toEqual({ errors: 1 });
    },
    "a redirect that keeps the method keeps the body": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const url = `${site.origin}/redirect/2?status=307`;
      const { text } = await client.send({ url, method: "POST", body: TEXT });
      expect(JSON.parse(text)).toMatchObject({ method: "POST", body: TEXT });
    },
    "a redirect to another page drops the body": async (lab) => {
      const site = await lab.site();
      const client = await lab.client({ pool: { size: 1 } });
      const url = `${site.origin}/redirect/1?status=303`;
      const { text } = await client.send({ url, method: "POST", body: TEXT });
      expect(JSON.parse(text)).toMatchObject({ method: "GET", body: "" });
    },
    "headers of the caller are sent each time": async (lab) => {
      const { client, site } = await banned(lab);
      const headers = { "x-order": "42" };
      const { text } = await client.send({ url: `${site.origin}/echo`, headers });
      expect((JSON.parse(text) as Echo).headers).toMatchObject(headers);
      expect(site.requests.slice(1).map((request) => request.headers["x-order"])).toEqual([
        "42",
        "42",
      ]);
    },
  },
};
