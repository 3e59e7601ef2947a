import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build } from "tsdown";
import { describe, expect, it } from "vitest";

const src = new URL("../src/", import.meta.url).pathname;

describe("any JavaScript runtime", () => {
  it("is enough: sources import each other and tough-cookie, but for the agents, which are Node's", () => {
    const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.startsWith("agents/"),
    );
    const imports = files.flatMap((file) =>
      [...readFileSync(join(src, file), "utf8").matchAll(/\bfrom "([^"]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    const foreign = imports.filter((name) => !name.startsWith("./") && !name.startsWith("../"));
    // Examples in comments import the package by its own name.
    expect(new Set(foreign)).toEqual(new Set(["tough-cookie", "@sessionary/identity"]));
  });

  it("is Node for the agents, which import it and identity's own files", () => {
    const imports = readdirSync(join(src, "agents"), "utf8").flatMap((file) =>
      [...readFileSync(join(src, "agents", file), "utf8").matchAll(/\bfrom "([^"]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    const foreign = imports.filter((name) => !/^\.|^node:|^@sessionary\/identity/.test(name));
    expect(foreign).toEqual([]);
  });

  it("needs no global but URL, the text codecs and structuredClone, its dependency included", async () => {
    const [bundle] = await build({
      config: false,
      entry: [join(src, "index.ts")],
      format: "iife",
      globalName: "identity",
      platform: "browser",
      deps: { alwaysBundle: [/./] },
      dts: false,
      write: false,
      logLevel: "silent",
    });
    const code = bundle?.chunks.find((chunk) => chunk.type === "chunk")?.code ?? "";
    const globals = { URL, TextEncoder, TextDecoder, structuredClone };
    const header: unknown = runInNewContext(
      `${code};
      const one = identity.createHttpIdentity({ proxy: "http://u:p@h:1" });
      one.cookies.setCookie("sid=1; Domain=shop.example; Secure; Max-Age=60", "https://www.shop.example/");
      const two = identity.identityCodec.decode(JSON.parse(JSON.stringify(identity.identityCodec.encode(one))));
      const three = identity.fromStorageState(identity.toStorageState(two));
      three.cookies.cookieHeader("https://shop.example/")`,
      { ...globals },
    );
    expect(header).toBe("sid=1");
  });
});
