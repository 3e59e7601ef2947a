import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKeyring } from "../../src/encryption/create-keyring.ts";
import { isEncrypted } from "../../src/encryption/sealed.ts";

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const CONTEXT = JSON.stringify(["shop.example", "s1"]);
const TEXT = '{"cookie":"very secret"}';

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("expected a rejection with an Error");
}

function refusalOf(keys: unknown): Error {
  try {
    createKeyring(keys as readonly string[]);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("expected an Error");
}

/** Everything a log could show of it. */
function shown(value: unknown): string {
  const deep = inspect(value, { depth: Infinity, showHidden: true });
  return `${deep}\n${String(value)}\n${JSON.stringify(value)}`;
}

/** A key as logs could show it. */
function spellings(key: Uint8Array): string[] {
  const bytes = Buffer.from(key);
  return [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")];
}

function expectNoSecret(value: unknown): void {
  const text = shown(value);
  for (const secret of [...spellings(OLD), ...spellings(NEW), TEXT, "very secret", CONTEXT])
    expect(text).not.toContain(secret);
}

describe("createKeyring", () => {
  const keyring = createKeyring([NEW]);

  it("gives back any text, in its context", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.string({ unit: "grapheme" }),
        async (text, context) => {
          const sealed = await keyring.encrypt(text, context);
          expect(isEncrypted(sealed)).toBe(true);
          expect(await keyring.decrypt(sealed, context)).toBe(text);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("writes its format, the key's id and nothing of the text", async () => {
    const sealed = await keyring.encrypt(TEXT, CONTEXT);
    const digest = await crypto.subtle.digest("SHA-256", NEW);
    const keyId = Buffer.from(digest).subarray(0, 8).toString("hex");
    expect(sealed).toMatch(new RegExp(`^v1\\.${keyId}\\.[\\w-]{16}\\.[\\w-]+$`));
    const [, , iv = "", ciphertext = ""] = sealed.split(".");
    expect(Buffer.from(iv, "base64url")).toHaveLength(12);
    expect(Buffer.from(ciphertext, "base64url")).toHaveLength(TEXT.length + 16);
    expect(Buffer.from(ciphertext, "base64url").toString("latin1")).not.toContain("secret");
  });

  it("never writes the same twice", async () => {
    const sealed = await Promise.all(
      Array.from({ length: 500 }, () => keyring.encrypt(TEXT, CONTEXT)),
    );
    const part = (index: number) => new Set(sealed.map((each) => each.split(".")[index]));
    expect(part(2).size).toBe(500);
    expect(part(3).size).toBe(500);
  });

  it("can be read by any AES-256-GCM", async () => {
    const { createDecipheriv } = await import("node:crypto");
    const [, , iv = "", rest = ""] = (await keyring.encrypt(TEXT, CONTEXT)).split(".");
    const bytes = Buffer.from(rest, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", NEW, Buffer.from(iv, "base64url"));
    decipher.setAAD(Buffer.from(CONTEXT)).setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
    expect(plain.toString()).toBe(TEXT);
  });

  it.each<[string, (key: Buffer) => string | Uint8Array]>([
    ["bytes", (key) => Uint8Array.from(key)],
    ["a buffer", (key) => key],
    ["hex", (key) => key.toString("hex")],
    ["hex in capitals", (key) => key.toString("hex").toUpperCase()],
    ["base64", (key) => key.toString("base64")],
    ["base64 without padding", (key) => key.toString("base64").replace("=", "")],
    ["base64url", (key) => key.toString("base64url")],
    ["base64url with padding", (key) => `${key.toString("base64url")}=`],
  ])("takes a key as %s", async (_, spell) => {
    // Every character of both alphabets comes up in one of these.
    for (const key of [
      OLD,
      NEW,
      Buffer.alloc(32, 0xfb),
      Buffer.alloc(32, 0xff),
      Buffer.alloc(32),
    ]) {
      const sealed = await createKeyring([spell(key)]).encrypt(TEXT, CONTEXT);
      expect(await createKeyring([key]).decrypt(sealed, CONTEXT)).toBe(TEXT);
    }
  });

  it("keeps a copy of the bytes", async () => {
    const key = Uint8Array.from(OLD);
    const own = createKeyring([key]);
    key.fill(0);
    const sealed = await own.encrypt(TEXT, CONTEXT);
    expect(await createKeyring([OLD]).decrypt(sealed, CONTEXT)).toBe(TEXT);
  });

  describe("when keys change", () => {
    it("decrypts with all of them, and encrypts with the first", async () => {
      const before = await createKeyring([OLD]).encrypt(TEXT, CONTEXT);
      const both = createKeyring([NEW, OLD]);
      expect(await both.decrypt(before, CONTEXT)).toBe(TEXT);
      const after = await both.encrypt(TEXT, CONTEXT);
      expect(await keyring.decrypt(after, CONTEXT)).toBe(TEXT);
    });

    it("says so when the key is not among them", async () => {
      const sealed = await createKeyring([OLD]).encrypt(TEXT, CONTEXT);
      const error = await errorOf(keyring.decrypt(sealed, CONTEXT));
      expect(error).toMatchObject({
        code: "ERR_STORE",
        message:
          "redisStore: the state of a session cannot be decrypted: it was encrypted with a key that is not among `encryption.keys`",
      });
      expectNoSecret(error);
    });
  });

  describe("refuses", () => {
    it("every text in which one character is another", async () => {
      const sealed = await keyring.encrypt(TEXT, CONTEXT);
      for (let at = 0; at < sealed.length; at++)
        for (const other of ["0", "A", "b", "_", "."]) {
          if (sealed[at] === other) continue;
          const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
          const error = await errorOf(keyring.decrypt(changed, CONTEXT));
          expect(error).toMatchObject({ code: "ERR_STORE" });
          expectNoSecret(error);
        }
    });

    it("every text with a bit that says nothing", async () => {
      // 16 bytes of tag and 2 of text leave no bit over, 1 leaves four, 0 two.
      for (const text of ["", "a", "ab"]) {
        const sealed = await keyring.encrypt(text, CONTEXT);
        for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
          const changed = sealed.slice(0, -1) + last;
          if (changed === sealed) continue;
          await expect(keyring.decrypt(changed, CONTEXT)).rejects.toThrow("it was changed");
        }
      }
    });

    it("a text that is cut off or has parts of another", async () => {
      const [one, other] = [
        await keyring.encrypt(TEXT, CONTEXT),
        await keyring.encrypt("x", CONTEXT),
      ];
      const [version, keyId, iv] = one.split(".");
      const mixed = [version, keyId, iv, other.split(".")[3]].join(".");
      for (const changed of [
        mixed,
        one.slice(0, -1),
        `${one}A`,
        `v1.${keyId}.`,
        `${one}.x`,
        `${one}\n`,
      ])
        await expect(keyring.decrypt(changed, CONTEXT)).rejects.toThrow("it was changed");
    });

    it("another context", async () => {
      const sealed = await keyring.encrypt(TEXT, CONTEXT);
      const error = await errorOf(keyring.decrypt(sealed, JSON.stringify(["shop.example", "s2"])));
      expect(error).toMatchObject({
        code: "ERR_STORE",
        message:
          "redisStore: the state of a session cannot be decrypted: it was changed, or belongs to another session or pool",
      });
      expectNoSecret(error);
    });

    it("a text that is not encrypted", async () => {
      for (const text of [TEXT, "", "null", "v2.0123456789abcdef.x.y", `"v1.0123456789abcdef."`]) {
        expect(isEncrypted(text)).toBe(false);
        const error = await errorOf(keyring.decrypt(text, CONTEXT));
        expect(error.message).toContain("it is not encrypted");
        expectNoSecret(error);
      }
    });

    it.each<[string, unknown, string, string]>([
      ["no keys", [], "keys", "a list with at least one key, got an empty list"],
      ["nothing", undefined, "keys", "a list with at least one key, got undefined"],
      [
        "one key that is no list",
        OLD.toString("hex"),
        "keys",
        "a list with at least one key, got a string of 64 characters",
      ],
      [
        "a short key",
        [NEW, OLD.subarray(0, 16)],
        "keys[1]",
        "32 bytes as a Uint8Array, or as base64, base64url or hex text, got 16 bytes",
      ],
      ["a long key", [new Uint8Array(33)], "keys[0]", "got 33 bytes"],
      [
        "text that is too short",
        [OLD.toString("base64").slice(0, 42)],
        "keys[0]",
        "got a string of 42 characters",
      ],
      [
        "text of 48 bytes",
        [Buffer.concat([OLD, NEW]).subarray(0, 48).toString("base64")],
        "keys[0]",
        "got a string of 64 characters",
      ],
      ["a passphrase", ["very secret"], "keys[0]", "got a string of 11 characters"],
      [
        "both alphabets in one text",
        [`+_${"A".repeat(41)}`],
        "keys[0]",
        "got a string of 43 characters",
      ],
      [
        "a line break at the end",
        [`${OLD.toString("hex")}\n`],
        "keys[0]",
        "got a string of 65 characters",
      ],
      ["a number", [5], "keys[0]", "got a number"],
      ["a hole", [undefined], "keys[0]", "got undefined"],
    ])("%s, without showing it", (_, keys, option, expected) => {
      const error = refusalOf(keys);
      expect(error).toMatchObject({ code: "ERR_INVALID_OPTION" });
      expect(error.message).toContain(`redisStore: expected \`encryption.${option}\` to be `);
      expect(error.message).toContain(expected);
      expectNoSecret(error);
      expect(shown(error)).not.toContain(OLD.toString("base64").slice(0, 42));
    });
  });

  it("shows no key when it is printed", async () => {
    const own = createKeyring([OLD, NEW.toString("hex")]);
    expectNoSecret(own);
    await own.encrypt(TEXT, CONTEXT);
    expectNoSecret(own);
  });
});
